/** Spearman's ρ (1904): how far one number rises with another, whatever their scales. */
import { topIndices } from '../routing/ranking.ts';

/** In [−1, 1], over the places where both are numbers; NaN where either does not vary. */
export function rankCorrelation(a: Float64Array, b: Float64Array): number {
  const both = Array.from(a.keys()).filter((i) => Number.isFinite(a[i]!) && Number.isFinite(b[i]!));
  const [ranksA, ranksB] = [a, b].map((values) => ranksOf(Float64Array.from(both, (i) => values[i]!)));
  return correlation(ranksA!, ranksB!);
}

/** From 1 for the largest; equal values share the mean of their ranks. */
export function ranksOf(values: Float64Array): Float64Array {
  const order = topIndices(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}

function correlation(a: Float64Array, b: Float64Array): number {
  const centre = (a.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    const [x, y] = [value - centre, b[i]! - centre];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  });
  return ab / Math.sqrt(aa * bb);
}
