/**
 * A router of four tokens and four experts, worked out by hand and by NumPy: the vector that tests of routers, losses and
 * statistics share, with its published digits beside each test.
 */
import { softmaxRows } from '../core/routing/logits.ts';
import { matrixOf, type Matrix } from '../core/routing/matrix.ts';

export const goldenLogits = matrixOf([
  [2, 1, 0, -1],
  [0.5, 0.4, 0.3, 0.2],
  [-1, 3, 0, 0],
  [1, -2, 1.5, 0],
]);

export const goldenProbabilities = softmaxRows(goldenLogits);

/** Cross-entropy of each expert on each token. */
export const goldenLosses = matrixOf([
  [0.1, 2, 3, 1],
  [0.5, 0.5, 0.5, 0.5],
  [2, 0.2, 1, 1],
  [1, 3, 0.1, 2],
]);

export function toRows({ rows, columns, values }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, r) => [...values.subarray(r * columns, (r + 1) * columns)]);
}
