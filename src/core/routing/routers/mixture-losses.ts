/**
 * Losses of the original mixture: Jacobs, Jordan, Nowlan & Hinton, "Adaptive Mixtures of Local Experts" (1991), equations
 * 1.1–1.3, and their classification forms in the code of arXiv 2302.14703.
 *
 * p are gate probabilities [T, E], L_i the loss of each expert alone [T, E]: ‖d − o_i‖² or a cross-entropy. All losses are
 * in nats (or in units of L), means over tokens, NaN of no tokens.
 */
import { logSumExp, logSumExpRows, softmaxRows } from '../logits.ts';
import { checkSameShape, mapRows, mean, rowOf, rowSums, zeroMatrix, type Matrix } from '../matrix.ts';

/** Equation 1.2: Σ_i p_i L_i. Experts do not depend on each other, so they specialise. */
export function expectedLoss(probabilities: Matrix, losses: Matrix): number {
  checkSameShape(probabilities, losses);
  return mean(rowSums(weighted(probabilities, losses)));
}

/**
 * Equation 1.3: −log Σ_i p_i exp(−L_i/2), the competitive loss: the expert that fits best learns fastest. With
 * temper 1 and cross-entropies it is the likelihood of the mixture, −log Σ_i p_i o_i[y], which the code of 2302.14703
 * calls the expectation model and eq. 1.1 amounts to in classification.
 */
export function competitiveLoss(probabilities: Matrix, losses: Matrix, temper: 0.5 | 1 = 0.5): number {
  return -mean(logSumExpRows(logJoint(probabilities, losses, temper)));
}

/** p_i exp(−βL_i)/Σ_j p_j exp(−βL_j), [T, E]: by these eq. 1.3 weighs the experts' gradients. */
export function responsibilities(probabilities: Matrix, losses: Matrix, temper: 0.5 | 1 = 0.5): Matrix {
  return softmaxRows(logJoint(probabilities, losses, temper));
}

/** log p_i − βL_i. */
function logJoint(probabilities: Matrix, losses: Matrix, temper: number): Matrix {
  checkSameShape(probabilities, losses);
  const values = probabilities.values.map((p, i) => Math.log(p) - temper * losses.values[i]!);
  return { ...probabilities, values };
}

/** Equation 1.1: ‖d − Σ_i p_i o_i‖², of every expert's outputs [T, n] and targets [T, n]. Experts must cooperate. */
export function cooperativeLoss(
  probabilities: Matrix,
  { outputs, targets }: { readonly outputs: readonly Matrix[]; readonly targets: Matrix },
): number {
  const mixed = mixture(probabilities, outputs);
  checkSameShape(mixed, targets);
  const errors = mixed.values.map((value, i) => (value - targets.values[i]!) ** 2);
  return mean(rowSums({ ...mixed, values: errors }));
}

/** Cross-entropy of softmax(Σ_i p_i z_i): logits are mixed, of every expert's class logits [T, C]. Labels [T]. */
export function preSoftmaxLoss(
  probabilities: Matrix,
  { logits, labels }: { readonly logits: readonly Matrix[]; readonly labels: Int32Array },
): number {
  return mean(crossEntropies(mixture(probabilities, logits), labels));
}

/** −log softmax(z)[y] of every row: logits [T, C], labels [T]. */
export function crossEntropies(logits: Matrix, labels: Int32Array): Float64Array {
  return Float64Array.from(labels, (label, token) => {
    const row = rowOf(logits, token);
    return logSumExp(row) - row[label]!;
  });
}

/** Σ_i p_i o_i of every expert's outputs [T, n]: what a mixture puts out, whatever its gates. */
export function mixture(gates: Matrix, outputs: readonly Matrix[]): Matrix {
  const mixed = zeroMatrix(gates.rows, outputs[0]?.columns ?? 0);
  outputs.forEach((output, expert) => {
    checkSameShape(mixed, output);
    for (let token = 0; token < gates.rows; token++) {
      const gate = rowOf(gates, token)[expert]!;
      const target = rowOf(mixed, token);
      rowOf(output, token).forEach((value, i) => (target[i]! += gate * value));
    }
  });
  return mixed;
}

function weighted(a: Matrix, b: Matrix): Matrix {
  return mapRows(a, (row, token) => row.map((value, i) => value * rowOf(b, token)[i]!));
}
