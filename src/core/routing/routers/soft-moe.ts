/**
 * Soft MoE: Puigcerver et al., arXiv 2308.00951, for the m tokens of one input. Nothing is chosen: each of
 * n · s slots takes a mixture of all tokens, and each token a mixture of all slots.
 *
 *   L = scale · rows(X)/‖·‖ · columns(Φ)/‖·‖
 *   D = softmax of L over tokens,  X̃ = Dᵀ X;   C = softmax of L over slots,  Y = C Ỹ,  ỹ_slot = f_expert(slot)(x̃_slot)
 */
import { softmaxRows } from '../logits.ts';
import { mapRows, product, transposed, type Matrix } from '../matrix.ts';

export interface SoftMoe {
  /** D, [m, n · s]: columns sum to 1. */
  readonly dispatch: Matrix;
  /** C, [m, n · s]: rows sum to 1. */
  readonly combine: Matrix;
  /** X̃, [n · s, d]: what the experts see. Expert i has the slots i · s … (i + 1) · s − 1. */
  readonly slotInputs: Matrix;
}

/** Tokens X [m, d] and slot parameters Φ [d, n · s]. A vector of length 0 has no direction and stays 0. */
export function softMoe(tokens: Matrix, slots: Matrix, { scale = 1 } = {}): SoftMoe {
  const directions = transposed(unitRows(transposed(slots)));
  const similarity = product(unitRows(tokens), directions);
  const logits = { ...similarity, values: similarity.values.map((value) => scale * value) };
  const byToken = softmaxRows(transposed(logits));
  return {
    dispatch: transposed(byToken),
    combine: softmaxRows(logits),
    slotInputs: product(byToken, tokens),
  };
}

/** Y = C Ỹ, [m, d], of the experts' outputs [n · s, d]. */
export function combineSlots({ combine }: Pick<SoftMoe, 'combine'>, slotOutputs: Matrix): Matrix {
  return product(combine, slotOutputs);
}

/** [m, n]: what each token takes from each expert, over all of its slots; rows sum to 1. */
export function expertShares({ combine }: Pick<SoftMoe, 'combine'>, slotsPerExpert: number): Matrix {
  const { rows, columns, values } = combine;
  const shares = new Float64Array((rows * columns) / slotsPerExpert);
  values.forEach((weight, i) => {
    shares[Math.floor(i / slotsPerExpert)]! += weight;
  });
  return { rows, columns: columns / slotsPerExpert, values: shares };
}

function unitRows(matrix: Matrix): Matrix {
  return mapRows(matrix, (row) => {
    const length = Math.sqrt(row.reduce((squares, value) => squares + value * value, 0));
    return length > 0 ? row.map((value) => value / length) : row;
  });
}
