/**
 * Measures of how concentrated a set of weights is. Definitions and closed forms: Hurley & Rickard, "Comparing
 * Measures of Sparsity" (2009) for Gini and Hoyer (Hoyer 2004); AIMER is mean|w| / RMS(w) (arXiv 2603.18492);
 * participation ratios as in the physics of localisation. Each is registered in `measure-list.ts` with its words.
 */
import { magnitudeAt, populationOf, rankOfMagnitude, rankOfShare, shareAt } from './curve.ts';
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
  let area = 0;
  for (let i = 0; i < curve.mean.length; i++) {
    // ∫₀¹ (m + w/2)t − wt²/2 dt = m/2 + w/12
    const inside = curve.mean[i]! / 2 + curve.width[i]! / 12;
    area += curve.count[i]! * (curve.mass[i]! + curve.count[i]! * inside);
  }
  area += (n - curve.nonZero) * curve.totalMass;
  return (2 * area) / (n * curve.totalMass) - 1;
}

/** ‖w‖₁ / (√n ‖w‖₂) = mean|w| / RMS(w), in (0, 1]; 1 when all magnitudes are equal. */
export function aimer(curve: Curve, population: Population): number {
  const n = populationOf(curve, population);
  const { l1, sumSquares } = curve.totals;
  return n > 0 && sumSquares > 0 ? l1 / Math.sqrt(n * sumSquares) : 0;
}

/** (√n − ‖w‖₁/‖w‖₂)/(√n − 1), in [0, 1]; 0 when all magnitudes are equal, 1 for a single non-zero weight. */
export function hoyer(curve: Curve, population: Population): number {
  const n = populationOf(curve, population);
  const { l1, sumSquares } = curve.totals;
  if (n <= 1 || sumSquares === 0) return 0;
  return (Math.sqrt(n) - l1 / Math.sqrt(sumSquares)) / (Math.sqrt(n) - 1);
}

/** Effective fraction of weights by magnitude: ‖w‖₁²/(n‖w‖₂²). */
export function participationL1(curve: Curve, population: Population): number {
  return aimer(curve, population) ** 2;
}

/** Effective fraction of weights by energy, the inverse participation ratio: (Σw²)²/(nΣw⁴). */
export function participationL2(curve: Curve, population: Population): number {
  const n = populationOf(curve, population);
  let fourth = 0;
  for (let i = 0; i < curve.mean.length; i++) {
    const m2 = curve.mean[i]! ** 2;
    const w2 = curve.width[i]! ** 2;
    // E[w⁴] for a uniform range of width w around m
    fourth += curve.count[i]! * (m2 * m2 + (m2 * w2) / 2 + (w2 * w2) / 80);
  }
  return n > 0 && fourth > 0 ? curve.totalEnergy ** 2 / (n * fourth) : 0;
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

/**
 * The knee: where the normalised curve is farthest above the diagonal, that is |w| = mean|w| (for energy
 * w² = mean w²). A function of the distribution's shape alone: a Gaussian's is always at 42.5 %.
 */
export function knee(curve: Curve, on: { quantity: Quantity; population: Population }): CurvePoint {
  const n = populationOf(curve, on.population);
  const mean = on.quantity === 'mass' ? curve.totalMass / n : Math.sqrt(curve.totalEnergy / n);
  return pointAt(curve, n > 0 ? rankOfMagnitude(curve, mean) : 0, on.population);
}

/** Where the normalised slope falls below `slope` (default .1): the weights after it hardly add mass. */
export function plateau(
  curve: Curve,
  on: { quantity: Quantity; population: Population },
  slope = 0.1,
): CurvePoint {
  const n = populationOf(curve, on.population);
  const threshold =
    on.quantity === 'mass' ? (slope * curve.totalMass) / n : Math.sqrt((slope * curve.totalEnergy) / n);
  return pointAt(curve, n > 0 ? rankOfMagnitude(curve, threshold) : 0, on.population);
}

/** The smallest 10 % of the non-zero weights: from which |w| down, and what share of mass or energy they hold. */
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

/** Points for drawing: dense where the curve bends, at most `count`, always with both ends. */
export function tracePoints(
  curve: Curve,
  { count = 400, population }: { count?: number; population: Population },
): CurvePoint[] {
  const n = populationOf(curve, population);
  const ranks = new Set<number>([0, n]);
  if (curve.nonZero > 0) ranks.add(Math.min(curve.nonZero, n));
  for (let i = 1; i < count / 2; i++) ranks.add((n * i) / (count / 2));
  // a logarithmic half, for the steep start and for the logarithmic axis
  for (let i = 0; i < count / 2; i++) ranks.add(Math.min(n, n ** (i / (count / 2))));
  return [...ranks].sort((a, b) => a - b).map((rank) => pointAt(curve, rank, population));
}
