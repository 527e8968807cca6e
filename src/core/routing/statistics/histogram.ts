/** Numbers from 0 to a limit, counted in equal bins: a distribution that merges by addition, with its exact mean. */
import { added } from './routing-counts.ts';

export interface Histogram {
  readonly limit: number;
  readonly bins: Float64Array;
  count: number;
  sum: number;
}

const BINS = 128;

export function emptyHistogram(limit: number, bins = BINS): Histogram {
  return { limit, bins: new Float64Array(bins), count: 0, sum: 0 };
}

/** What rounding has carried past an end belongs to the last bin there. NaN is not a number to count. */
export function addValue(histogram: Histogram, value: number): void {
  if (Number.isNaN(value)) return;
  const { limit, bins } = histogram;
  const bin = limit > 0 ? Math.floor((value / limit) * bins.length) : 0;
  bins[Math.max(0, Math.min(bins.length - 1, bin))]!++;
  histogram.count++;
  histogram.sum += value;
}

export function mergeHistograms(a: Histogram, b: Histogram): Histogram {
  if (a.limit !== b.limit || a.bins.length !== b.bins.length) {
    throw new RangeError('histograms of different bins do not merge');
  }
  return { limit: a.limit, bins: added(a.bins, b.bins), count: a.count + b.count, sum: a.sum + b.sum };
}

/** NaN of nothing. */
export function histogramMean({ count, sum }: Histogram): number {
  return sum / count;
}

/** Below which `fraction` of the values lie, linear within a bin. NaN of nothing. */
export function histogramQuantile({ limit, bins, count }: Histogram, fraction: number): number {
  if (count === 0) return NaN;
  let below = 0;
  for (let bin = 0; bin < bins.length; bin++) {
    const inside = bins[bin]!;
    if (inside > 0 && below + inside >= fraction * count) {
      return ((bin + (fraction * count - below) / inside) / bins.length) * limit;
    }
    below += inside;
  }
  return limit;
}
