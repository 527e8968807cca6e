/** Where the middle part of many outcomes lies, number by number. */
export interface Interval {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Percentiles of outcomes, each [V], linear between ranks; numbers that are NaN in an outcome are left out of it. */
export function percentileInterval(outcomes: readonly Float64Array[], confidence: number): Interval {
  const length = outcomes[0]?.length ?? 0;
  const [low, high] = [new Float64Array(length), new Float64Array(length)];
  for (let i = 0; i < length; i++) {
    const rising = Float64Array.from(outcomes, (outcome) => outcome[i]!)
      .filter((value) => !Number.isNaN(value))
      .sort();
    low[i] = quantileOf(rising, (1 - confidence) / 2);
    high[i] = quantileOf(rising, (1 + confidence) / 2);
  }
  return { low, high };
}

/** Hyndman & Fan's type 7, as NumPy has it. NaN of nothing. */
export function quantileOf(rising: Float64Array, fraction: number): number {
  const rank = fraction * (rising.length - 1);
  const below = Math.floor(rank);
  const lower = rising[below] ?? NaN;
  const upper = rising[below + 1] ?? lower;
  return lower + (rank - below) * (upper - lower);
}
