/** Weights of several experts made those of one: Σ αᵢ Wᵢ, in doubles. Whoever stores them rounds them once. */
import type { Floats, WeightMatrix } from './weight-matrix.ts';

/**
 * Member by member in the order given: whatever adds up in doubles in that order gets the same bits. All of one length.
 */
export function weightedSums(members: readonly Floats[], weights: readonly number[]): Float64Array {
  const sums = new Float64Array(members[0]?.length ?? 0);
  members.forEach((values, i) => addWeighted(sums, values, weights[i]!));
  return sums;
}

export function addWeighted(sums: Float64Array, values: Floats, weight: number): void {
  if (values.length !== sums.length) throw new RangeError('members differ in their number of weights');
  for (let j = 0; j < sums.length; j++) sums[j]! += weight * values[j]!;
}

/** The same of matrices of one shape. */
export function mergeMatrices(members: readonly WeightMatrix[], weights: readonly number[]): WeightMatrix {
  const { rows = 0, columns = 0 } = members[0] ?? {};
  const values = weightedSums(
    members.map((matrix) => matrix.values),
    weights,
  );
  return { rows, columns, values };
}
