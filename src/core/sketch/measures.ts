/**
 * Measures of how concentrated a set of weights is. Definitions and closed forms: Hurley & Rickard, "Comparing
 * Measures of Sparsity" (2009) for Gini and Hoyer (Hoyer 2004); AIMER is mean|w| / RMS(w) (arXiv 2603.18492);
 * participation ratios as in the physics of localisation. Each is registered in `measure-list.ts` with its words.
 *
 * None ever gives NaN or Infinity: where there is nothing to measure (no weights, only zeros, sums beyond the range of
 * doubles) each gives 0. All but the mean magnitude are the same for w and for c·w.
 */
import { magnitudeAt, populationOf, rankOfMagnitude, rankOfShare, shareAt, totalOf } from './curve.ts';
import type { Curve, Population, Quantity } from './curve.ts';

/** Mean magnitude over the population. */
export function meanMagnitude(curve: Curve, population: Population): number {
  const n = populationOf(curve, population);
  return n > 0 ? curve.totalMass / n : 0;
}

/**
 * Gini coefficient of |w| in [0, 1): 2 · area under the normalised curve − 1, the area linear between ranks as in
 * its usual discrete form Σ(2i − n − 1)a₍ᵢ₎/(nΣa) (0 for equal weights, 1 − 1/n for a single one).
 */
export function gini(curve: Curve, population: Population): number {
  const n = populationOf(curve, population);
  if (n === 0 || curve.totalMass === 0) return 0;
  let area = (n - curve.nonZero) / n;
  for (let i = 0; i < curve.mean.length; i++) {
    // ∫₀¹ (m + w/2)t − wt²/2 dt = m/2 + w/12
    const inside = curve.mean[i]! / 2 + curve.width[i]! / 12;
    area += (curve.count[i]! / n) * ((curve.mass[i]! + curve.count[i]! * inside) / curve.totalMass);
  }
  return Math.max(0, 2 * area - 1);
}

/** ‖w‖₁ / (√n ‖w‖₂) = mean|w| / RMS(w), in (0, 1]; 1 when all magnitudes are equal. */
export function aimer(curve: Curve, population: Population): number {
  const n = populationOf(curve, population);
  return n > 0 ? Math.min(1, normRatio(curve) / Math.sqrt(n)) : 0;
}

/** (√n − ‖w‖₁/‖w‖₂)/(√n − 1), in [0, 1]; 0 when all magnitudes are equal, 1 for a single non-zero weight. */
export function hoyer(curve: Curve, population: Population): number {
  const root = Math.sqrt(populationOf(curve, population));
  const ratio = normRatio(curve);
  if (root <= 1 || ratio === 0) return 0;
  return Math.min(1, Math.max(0, (root - ratio) / (root - 1)));
}

/** ‖w‖₁/‖w‖₂ by the exact totals, 0 where it can't be told. */
function normRatio({ totals: { l1, sumSquares } }: Curve): number {
  return sumSquares > 0 && sumSquares < Infinity ? l1 / Math.sqrt(sumSquares) : 0;
}

/** Effective fraction of weights by magnitude: ‖w‖₁²/(n‖w‖₂²). */
export function participationL1(curve: Curve, population: Population): number {
  return aimer(curve, population) ** 2;
}

/** Effective fraction of weights by energy, the inverse participation ratio: (Σw²)²/(nΣw⁴). */
export function participationL2(curve: Curve, population: Population): number {
  const n = populationOf(curve, population);
  if (n === 0 || curve.mean.length === 0) return 0;
  // in units of the largest level, for fourth powers leave the range of doubles soon
  const unit = curve.mean[0]!;
  let second = 0;
  let fourth = 0;
  for (let i = 0; i < curve.mean.length; i++) {
    const m2 = (curve.mean[i]! / unit) ** 2;
    const w2 = (curve.width[i]! / unit) ** 2;
    // E[w²] and E[w⁴] for a uniform range of width w around m
    second += curve.count[i]! * (m2 + w2 / 12);
    fourth += curve.count[i]! * (m2 * m2 + (m2 * w2) / 2 + (w2 * w2) / 80);
  }
  return Math.min(1, (second / n) * (second / fourth));
}

/** Fraction of the population needed for `share` of the mass or energy. */
export function keptFractionFor(
  curve: Curve,
  share: number,
  on: { quantity: Quantity; population: Population },
): number {
  const n = populationOf(curve, on.population);
  return n > 0 ? rankOfShare(curve, share, on.quantity) / n : 0;
}

/** Mean normalised slope over the largest 1 %: C(.01)/.01. High means mass concentrated in few weights. */
export function initialSlope(curve: Curve, on: { quantity: Quantity; population: Population }): number {
  return shareAt(curve, 0.01 * populationOf(curve, on.population), on.quantity) / 0.01;
}

/** max|w| / mean|w|: an outlier statistic that grows with n, told apart from the slope. */
export function outlierRatio(curve: Curve, population: Population): number {
  const mean = meanMagnitude(curve, population);
  return mean > 0 ? curve.totals.maxAbs / mean : 0;
}

export interface CurvePoint {
  readonly keptFraction: number;
  readonly massFraction: number;
  readonly energyFraction: number;
  /** |w| of the smallest weight kept. */
  readonly magnitude: number;
}

export function pointAt(curve: Curve, rank: number, population: Population): CurvePoint {
  const n = populationOf(curve, population);
  return {
    keptFraction: n > 0 ? rank / n : 0,
    massFraction: shareAt(curve, rank, 'mass'),
    energyFraction: shareAt(curve, rank, 'energy'),
    magnitude: magnitudeAt(curve, rank),
  };
}

/** Weights this little above the mean count as equal to it: the mean of equal weights is not quite their magnitude. */
const TIE = 1e-12;

/**
 * The knee: where the normalised curve is farthest above the diagonal, that is |w| = mean|w| (for energy
 * w² = mean w²); of several such points, as where weights equal the mean, the first. A function of the distribution's
 * shape alone: a Gaussian's is always at 42.5 %. Rank 0 where all magnitudes are equal: the curve is the diagonal.
 */
export function knee(curve: Curve, on: { quantity: Quantity; population: Population }): CurvePoint {
  return pointAt(curve, rankOfSlope(curve, 1 + TIE, on), on.population);
}

/** Where the normalised slope falls below `slope` (default .1): the weights after it hardly add mass. */
export function plateau(
  curve: Curve,
  on: { quantity: Quantity; population: Population },
  slope = 0.1,
): CurvePoint {
  return pointAt(curve, rankOfSlope(curve, slope, on), on.population);
}

/** How many weights have at least this normalised slope: |w| ≥ slope · mean|w|, or w² ≥ slope · mean w². */
function rankOfSlope(
  curve: Curve,
  slope: number,
  { quantity, population }: { quantity: Quantity; population: Population },
): number {
  const n = populationOf(curve, population);
  const total = totalOf(curve, quantity);
  if (n === 0 || total === 0) return 0;
  const steep = (slope * total) / n;
  return rankOfMagnitude(curve, quantity === 'mass' ? steep : Math.sqrt(steep));
}

/** The smallest 10 % of the non-zero weights: none above `fromMagnitude`, and their share of the mass or energy. */
export function tail(curve: Curve, quantity: Quantity): { fromMagnitude: number; share: number } {
  const rank = 0.9 * curve.nonZero;
  return { fromMagnitude: magnitudeAt(curve, rank), share: 1 - shareAt(curve, rank, quantity) };
}

/** Finite weights with |w| < epsilon, zeros included. */
export function belowCount(curve: Curve, epsilon: number): number {
  return epsilon > 0 ? curve.finite - rankOfMagnitude(curve, epsilon) : 0;
}

/** Area between curve and diagonal at the knee, the Hoover (Pietra) index: ½ mean|a − ā|/ā. */
export function hooverGap(curve: Curve, population: Population): number {
  const at = knee(curve, { quantity: 'mass', population });
  return at.massFraction - at.keptFraction;
}

/**
 * Points for drawing, by rising rank: at most `count`, always with both ends. The kinks of a curve of few levels are
 * all among them; the rest is half evenly spaced, half in equal steps of the logarithm for the steep start.
 */
export function tracePoints(
  curve: Curve,
  { count = 400, population }: { count?: number; population: Population },
): CurvePoint[] {
  const n = populationOf(curve, population);
  const kinks = curve.rank.length <= count / 2 ? curve.rank : [];
  const steps = Math.floor((count - 3 - kinks.length) / 2);
  const ranks = [0, n, curve.nonZero, ...kinks];
  for (let i = 0; i < steps; i++) ranks.push((n * (i + 1)) / (steps + 1), n ** (i / steps));
  const rising = [...new Set(ranks.map((rank) => Math.min(rank, n)))].sort((a, b) => a - b);
  return rising.map((rank) => pointAt(curve, rank, population));
}
