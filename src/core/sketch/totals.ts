/** Exact totals of a set of weights. Zeros, subnormals and non-finite values are counted apart, never summed. */
export interface Totals {
  /** All elements, non-finite ones included. */
  readonly count: number;
  /** Exact zeros of either sign; `negativeZeros` of them are −0. */
  readonly zeros: number;
  readonly negativeZeros: number;
  /** Non-zero values below the smallest normal number of their dtype. */
  readonly subnormals: number;
  readonly nan: number;
  readonly infinite: number;
  /** Σ|w| and Σw² over finite values, in double precision. */
  readonly l1: number;
  readonly sumSquares: number;
  /** Largest finite magnitude. */
  readonly maxAbs: number;
}

export const noTotals: Totals = {
  count: 0,
  zeros: 0,
  negativeZeros: 0,
  subnormals: 0,
  nan: 0,
  infinite: 0,
  l1: 0,
  sumSquares: 0,
  maxAbs: 0,
};

export function addTotals(a: Totals, b: Totals): Totals {
  return {
    count: a.count + b.count,
    zeros: a.zeros + b.zeros,
    negativeZeros: a.negativeZeros + b.negativeZeros,
    subnormals: a.subnormals + b.subnormals,
    nan: a.nan + b.nan,
    infinite: a.infinite + b.infinite,
    l1: a.l1 + b.l1,
    sumSquares: a.sumSquares + b.sumSquares,
    maxAbs: Math.max(a.maxAbs, b.maxAbs),
  };
}

/** What a sample of the weights says of all of them: sums scale, the maximum stays what was seen. */
export function scaleTotals(totals: Totals, factor: number): Totals {
  if (factor === 1) return totals;
  return {
    count: totals.count * factor,
    zeros: totals.zeros * factor,
    negativeZeros: totals.negativeZeros * factor,
    subnormals: totals.subnormals * factor,
    nan: totals.nan * factor,
    infinite: totals.infinite * factor,
    l1: totals.l1 * factor,
    sumSquares: totals.sumSquares * factor,
    maxAbs: totals.maxAbs,
  };
}

export function finiteCount({ count, nan, infinite }: Totals): number {
  return count - nan - infinite;
}

export function nonZeroCount(totals: Totals): number {
  return finiteCount(totals) - totals.zeros;
}
