/** Matrices that sums of squares can be made of. */
import type { WeightMatrix } from './weight-matrix.ts';

/** Squares of magnitudes in between, and sums of them, are precise and finite. */
const SMALLEST = 2 ** -400;
const LARGEST = 2 ** 400;

/**
 * The same weights, with zeros for those that are no numbers and times `unit`, by which the largest comes into the range that
 * has squares. Hardly ever is a copy needed.
 */
export function tame(matrix: WeightMatrix): { readonly matrix: WeightMatrix; readonly unit: number } {
  const { values } = matrix;
  let largest = 0;
  let isFinite = true;
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (!(magnitude < Infinity)) isFinite = false;
    else if (magnitude > largest) largest = magnitude;
  }
  const isInRange = largest === 0 || (largest >= SMALLEST && largest <= LARGEST);
  if (isFinite && isInRange) return { matrix, unit: 1 };
  const unit = isInRange ? 1 : 2 ** -Math.floor(Math.log2(largest));
  const tamed = Float64Array.from(values, (value) => (Number.isFinite(value) ? value * unit : 0));
  return { matrix: { ...matrix, values: tamed }, unit };
}
