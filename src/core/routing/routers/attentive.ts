/**
 * Attentive gate: Krishnamurthy, Watkins & Gaertner, arXiv 2302.14703. The gate asks and every expert answers with what
 * it has made of the input, so all experts must run; a plain gate is distilled from it afterwards.
 *
 *   q = h_g W_q,   k_i = h_i W_k,   z_i = q · k_i/√h,   p = softmax(z)
 */
import { product, rowOf, zeroMatrix, type Matrix } from '../matrix.ts';

export interface AttentiveInputs {
  /** h_g, [T, h]: the gate's hidden state. */
  readonly gateHidden: Matrix;
  /** h_i, [T, h] of each expert: its last hidden layer before the activation. */
  readonly expertHidden: readonly Matrix[];
  /** W_q and W_k, [h, h], inputs by rows (the transpose of a PyTorch Linear's weight); W_k serves all experts. */
  readonly query: Matrix;
  readonly key: Matrix;
}

/** Gate logits z, [T, E], for `routeSoftWeighted`. */
export function attentiveLogits({ gateHidden, expertHidden, query, key }: AttentiveInputs): Matrix {
  const logits = zeroMatrix(gateHidden.rows, expertHidden.length);
  const queries = product(gateHidden, query);
  expertHidden.forEach((hidden, expert) => {
    const keys = product(hidden, key);
    for (let token = 0; token < logits.rows; token++) {
      const match = dot(rowOf(queries, token), rowOf(keys, token));
      rowOf(logits, token)[expert] = match / Math.sqrt(queries.columns);
    }
  });
  return logits;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0);
}
