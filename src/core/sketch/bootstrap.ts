/**
 * How far the curve of a sample may be from that of the whole: a band by the bootstrap percentile method (Efron 1979),
 * narrowed by the share that has been read already, for only the rest is uncertain.
 */
import type { Population, Quantity } from './curve.ts';
import { resample, type Outcome, type Resampling } from './resample.ts';
import type { Sketch } from './sketch.ts';

export interface Band {
  /** What was drawn again: clusters, or, where there are too few of them, single weights. */
  readonly method: Resampling['method'];
  readonly keptFraction: Float64Array;
  /** Between these the true share of mass (or energy) lies with 90 % confidence. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** The same for plain cumulative sums, in units of the estimated total. */
  readonly sumLow: Float64Array;
  readonly sumHigh: Float64Array;
}

export interface BandOptions {
  readonly seed: number;
  /** Share of the weights that has been read: 0 for next to nothing, 1 for all. */
  readonly fractionRead: number;
  readonly population?: Population;
  readonly quantity?: Quantity;
  /** Rising. */
  readonly keptFractions?: readonly number[];
}

const REPLICATES = 200;
const CONFIDENCE = 0.9;

/** Evenly spaced, and towards the origin in equal steps of the logarithm. */
const defaultFractions = [
  0,
  ...Array.from({ length: 24 }, (_, i) => 10 ** (-6 + (5 * i) / 24)),
  ...Array.from({ length: 37 }, (_, i) => 0.1 + (0.9 * i) / 36),
];

/** `clusters`: the parts that were sampled, each scaled to its whole. */
export function bootstrapBand(
  clusters: readonly Sketch[],
  {
    seed,
    fractionRead,
    population = 'all',
    quantity = 'mass',
    keptFractions = defaultFractions,
  }: BandOptions,
): Band {
  const weightsEach = fractionRead > 0 ? 1 / fractionRead : null;
  const resampling = resample(clusters, { quantity, seed, weightsEach });
  const trace = { keptFractions, population, width: resampling.width };
  const observed = traceOutcome(resampling.observed, trace);
  const replicates = Array.from({ length: REPLICATES }, () => traceOutcome(resampling.draw(), trace));
  const stretch = Math.sqrt(Math.max(0, 1 - fractionRead)) / resampling.shrinkage;
  const [share, sum] = (['shares', 'sums'] as const).map((which) =>
    intervals(
      observed[which],
      replicates.map((replicate) => replicate[which]),
      stretch,
    ),
  );
  const inTotals = (mean: number) => (observed.mean > 0 ? Math.max(0, mean / observed.mean) : 0);
  return {
    method: resampling.method,
    keptFraction: Float64Array.from(keptFractions),
    low: share!.low.map((fraction) => Math.max(0, fraction)),
    high: share!.high.map((fraction) => Math.min(1, fraction)),
    sumLow: sum!.low.map(inTotals),
    sumHigh: sum!.high.map(inTotals),
  };
}

interface Trace {
  readonly shares: Float64Array;
  /** Cumulative sums for each finite weight, so that outcomes of different size compare. */
  readonly sums: Float64Array;
  /** The last of them where all is kept: mean |w| (or w²). */
  readonly mean: number;
}

/** The curve of one outcome at the kept fractions. */
function traceOutcome(
  { count, amount, zeros }: Outcome,
  {
    keptFractions,
    population,
    width,
  }: Pick<Required<BandOptions>, 'keptFractions' | 'population'> & Pick<Resampling, 'width'>,
): Trace {
  const nonZero = count.reduce((sum, c) => sum + c, 0);
  const all = amount.reduce((sum, a) => sum + a, 0);
  // like a curve, there is none where sums pass the range of doubles
  const total = all < Infinity ? all : 0;
  const finite = nonZero + zeros;
  const n = population === 'all' ? finite : nonZero;
  const shares = new Float64Array(keptFractions.length);
  let column = 0;
  let rank = 0;
  let sum = 0;
  keptFractions.forEach((kept, i) => {
    while (column < count.length && rank + count[column]! <= kept * n) {
      rank += count[column]!;
      sum += amount[column++]!;
    }
    let inside = 0;
    if (column < count.length) {
      const t = (kept * n - rank) / count[column]!;
      inside = t * amount[column]! + (count[column]! * width[column]! * (t - t * t)) / 2;
    }
    shares[i] = total > 0 ? (sum + inside) / total : 0;
  });
  const mean = finite > 0 ? total / finite : 0;
  return { shares, sums: shares.map((share) => share * mean), mean };
}

/** Between which the middle part of the replicates lies, stretched about what was observed and never beside it. */
function intervals(
  observed: Float64Array,
  replicates: readonly Float64Array[],
  stretch: number,
): { low: Float64Array; high: Float64Array } {
  const [low, high] = [new Float64Array(observed.length), new Float64Array(observed.length)];
  const values = new Float64Array(replicates.length);
  const first = Math.floor(((1 - CONFIDENCE) / 2) * replicates.length);
  observed.forEach((value, i) => {
    for (let r = 0; r < values.length; r++) values[r] = replicates[r]![i]!;
    values.sort();
    low[i] = value + stretch * Math.min(0, values[first]! - value);
    high[i] = value + stretch * Math.max(0, values.at(-1 - first)! - value);
  });
  return { low, high };
}
