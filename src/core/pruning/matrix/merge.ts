/** Weights of several experts made those of one: Σ αᵢ Wᵢ. */
import type { Floats, WeightMatrix } from './weight-matrix.ts';

/**
 * Added up in doubles, member by member in the order given, and rounded once: whatever adds up in doubles in that order
 * gets the same bits. All of one length.
 */
export function weightedMean(members: readonly Floats[], weights: readonly number[]): Float32Array {
  const sums = new Float64Array(members[0]?.length ?? 0);
  members.forEach((values, i) => {
    if (values.length !== sums.length) throw new RangeError('members differ in their number of weights');
    const weight = weights[i]!;
    for (let j = 0; j < sums.length; j++) sums[j]! += weight * values[j]!;
  });
  return Float32Array.from(sums);
}

/** The same of matrices of one shape. */
export function mergeMatrices(members: readonly WeightMatrix[], weights: readonly number[]): WeightMatrix {
  const { rows = 0, columns = 0 } = members[0] ?? {};
  const values = weightedMean(
    members.map((matrix) => matrix.values),
    weights,
  );
  return { rows, columns, values };
}
