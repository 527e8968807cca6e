/** Numbers that say more or less than expected, made ready for colours that part at the expected. */

/** log₂, so that twice as much is as far from the middle as half as much; never is −∞. */
export function logLifts(lifts: Float64Array): Float64Array {
  return lifts.map((lift) => Math.log2(lift));
}

/** Symmetric about 0: to the largest finite value there is, at most `most`, so that one outlier does not drown the rest. */
export function symmetricDomain(values: Float64Array, most: number): readonly [number, number] {
  let reach = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (Number.isFinite(size) && size > reach) reach = size;
  }
  const end = Math.min(most, reach) || 1;
  return [-end, end];
}
