/**
 * The sparsity curve: weights sorted by falling |w|, cumulative sum of |w| (mass) against their number (rank).
 * C(0) = 0, linear between ranks. Its complement is the Lorenz curve of the magnitudes: C(p) = 1 − L(1 − p).
 *
 * Exact levels give straight pieces, so the curve is exact. Inside a binned level magnitudes are taken to fall
 * linearly from m + w/2 to m − w/2 with the level's own mean m and spread w/√12; `errorBound` says by how much any
 * other arrangement with the same count, mean and spread could differ.
 */
import { binEdge, binOf, type Levels } from './levels.ts';
import type { Sketch } from './sketch.ts';
import { finiteCount, nonZeroCount, type Totals } from './totals.ts';

/** What is accumulated: |w| ("mass") or w² ("energy"). */
export type Quantity = 'mass' | 'energy';

/** Which weights the horizontal axis counts. */
export type Population = 'all' | 'nonzero';

export interface Curve {
  readonly totals: Totals;
  /** Finite weights, zeros included. */
  readonly finite: number;
  readonly nonZero: number;
  /** Levels by falling magnitude: mean, full width of the assumed range, count. */
  readonly mean: Float64Array;
  readonly width: Float64Array;
  readonly count: Float64Array;
  /** Cumulative rank, mass and energy before each level; one entry more than levels, the last being the total. */
  readonly rank: Float64Array;
  readonly mass: Float64Array;
  readonly energy: Float64Array;
  /**
   * Σ|w| and Σw² of the levels (equal to the totals up to rounding and the bins' resolution). A sum that doubles can't
   * hold precisely, which takes F64 weights beyond 1e154 or all below 1e-146, counts as 0: there is no curve to draw.
   */
  readonly totalMass: number;
  readonly totalEnergy: number;
  /** The largest possible error of a share of mass, as a fraction; 0 where the curve is exact. */
  readonly errorBound: number;
}

export function curveOf({ levels, totals }: Sketch): Curve {
  const n = levels.mean.length;
  const mean = levels.mean.toReversed();
  const count = levels.count.toReversed();
  const width = new Float64Array(n);
  const rank = new Float64Array(n + 1);
  const mass = new Float64Array(n + 1);
  const energy = new Float64Array(n + 1);
  let worst = 0;
  for (let i = 0; i < n; i++) {
    const m = mean[i]!;
    const level = { mean: m, spread: levels.spread[n - 1 - i]! };
    const shape = shapeOf(level, levels.binsPerOctave);
    width[i] = shape.width;
    worst = Math.max(worst, count[i]! * shape.deviation);
    rank[i + 1] = rank[i]! + count[i]!;
    mass[i + 1] = mass[i]! + count[i]! * m;
    energy[i + 1] = energy[i]! + count[i]! * (m * m + shape.width ** 2 / 12);
  }
  for (const sums of [mass, energy]) if (!isPrecise(sums[n]!)) sums.fill(0);
  const totalMass = mass[n]!;
  return {
    totals,
    finite: finiteCount(totals),
    nonZero: nonZeroCount(totals),
    mean,
    width,
    count,
    rank,
    mass,
    energy,
    totalMass,
    totalEnergy: energy[n]!,
    errorBound: totalMass > 0 ? worst / totalMass : 0,
  };
}

/** Below this, the least terms that a sum has 53 digits for are smaller than any double. */
const SMALLEST_SUM = 2 ** -969;

function isPrecise(sum: number): boolean {
  return sum >= SMALLEST_SUM && sum < Infinity;
}

/**
 * The assumed width of a level, and the most by which the cumulative sum within it can deviate, per weight. With
 * mean m and standard deviation s on [lo, hi], the mass of the top fraction t lies between t·m and
 * t·m + s·√(t(1 − t)), and no arrangement exceeds (hi − m)(m − lo)/(hi − lo): both the truth and the assumed line
 * lie between, so their distance is at most min(s/2, (hi − m)(m − lo)/(hi − lo)). The lowest bin begins at 0, where
 * the spread of the tiniest doubles is lost in 32 bits: there only the latter holds.
 */
export function shapeOf(
  { mean: m, spread }: { readonly mean: number; readonly spread: number },
  binsPerOctave: Levels['binsPerOctave'],
): { width: number; deviation: number } {
  if (binsPerOctave === null) return { width: 0, deviation: 0 };
  const bin = binOf(m, binsPerOctave);
  const lo = binEdge(bin, binsPerOctave);
  const hi = Math.min(binEdge(bin + 1, binsPerOctave), Number.MAX_VALUE);
  const s = lo === 0 ? Infinity : spread;
  const support = ((hi - m) / (hi - lo)) * (m - lo);
  return {
    width: Math.min(Math.sqrt(12) * s, 2 * (hi - m), 2 * (m - lo)),
    deviation: Math.min(s / 2, support),
  };
}

/** Number of weights that the horizontal axis runs over. */
export function populationOf(curve: Curve, population: Population): number {
  return population === 'all' ? curve.finite : curve.nonZero;
}

export function totalOf(curve: Curve, quantity: Quantity): number {
  return quantity === 'mass' ? curve.totalMass : curve.totalEnergy;
}

/** Cumulative |w| or w² of the `rank` largest weights; `rank` may be fractional. */
export function cumulativeAt(curve: Curve, rank: number, quantity: Quantity = 'mass'): number {
  const before = quantity === 'mass' ? curve.mass : curve.energy;
  const total = totalOf(curve, quantity);
  if (rank <= 0 || total === 0) return 0;
  if (rank >= curve.rank.at(-1)!) return total;
  const i = levelAt(curve.rank, rank);
  const t = (rank - curve.rank[i]!) / curve.count[i]!;
  return Math.min(total, before[i]! + curve.count[i]! * partialOf(curve, i, t, quantity));
}

/** Share of all mass (or energy) that the `rank` largest weights hold; 0 where there is none. */
export function shareAt(curve: Curve, rank: number, quantity: Quantity = 'mass'): number {
  const total = totalOf(curve, quantity);
  return total > 0 ? cumulativeAt(curve, rank, quantity) / total : 0;
}

/**
 * |w| of the smallest of the `rank` largest weights: the threshold that keeps them. The largest |w| for rank 0, and 0
 * once zeros are among them.
 */
export function magnitudeAt(curve: Curve, rank: number): number {
  // a hair less, so that 0.1 × 30 = 3.0000000000000004 is the third weight and not the fourth
  const within = rank * (1 - 1e-12);
  if (curve.mean.length === 0 || within > curve.nonZero) return 0;
  const i = levelAt(curve.rank, within);
  const t = Math.min(1, Math.max(0, (rank - curve.rank[i]!) / curve.count[i]!));
  return Math.min(curve.totals.maxAbs, curve.mean[i]! + curve.width[i]! * (0.5 - t));
}

/** How many weights have |w| ≥ threshold (> 0). */
export function rankOfMagnitude(curve: Curve, threshold: number): number {
  let low = 0;
  let high = curve.mean.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (curve.mean[mid]! - curve.width[mid]! / 2 >= threshold) low = mid + 1;
    else high = mid;
  }
  if (low === curve.mean.length) return curve.nonZero;
  const width = curve.width[low]!;
  const t = width > 0 ? (curve.mean[low]! + width / 2 - threshold) / width : 0;
  return curve.rank[low]! + curve.count[low]! * Math.min(1, Math.max(0, t));
}

/** The smallest rank whose cumulative share reaches `share` of all mass (or energy). */
export function rankOfShare(curve: Curve, share: number, quantity: Quantity = 'mass'): number {
  const before = quantity === 'mass' ? curve.mass : curve.energy;
  const target = share * totalOf(curve, quantity);
  if (target <= 0) return 0;
  const i = levelAt(before, Math.min(target, before[before.length - 1]!));
  const t = solvePartial(curve, i, (target - before[i]!) / curve.count[i]!, quantity);
  return curve.rank[i]! + curve.count[i]! * t;
}

/** Cumulative quantity per weight of the level after its top fraction t. */
function partialOf(curve: Curve, i: number, t: number, quantity: Quantity): number {
  const w = curve.width[i]!;
  const top = curve.mean[i]! + w / 2;
  return quantity === 'mass'
    ? top * t - (w * t * t) / 2
    : top * top * t - top * w * t * t + (w * w * t * t * t) / 3;
}

/** Inverse of `partialOf` in t ∈ [0, 1]; it rises, so bisection cannot fail, and 40 halvings are beyond precision. */
function solvePartial(curve: Curve, i: number, target: number, quantity: Quantity): number {
  if (curve.width[i] === 0) {
    const each = partialOf(curve, i, 1, quantity);
    return each > 0 ? Math.min(1, target / each) : 0;
  }
  let low = 0;
  let high = 1;
  for (let step = 0; step < 40; step++) {
    const mid = (low + high) / 2;
    if (partialOf(curve, i, mid, quantity) < target) low = mid;
    else high = mid;
  }
  return high;
}

/** The level i with before[i] ≤ value, not past the last. */
function levelAt(before: Float64Array, value: number): number {
  let low = 0;
  let high = before.length - 2;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if (before[mid]! <= value) low = mid;
    else high = mid - 1;
  }
  return low;
}
