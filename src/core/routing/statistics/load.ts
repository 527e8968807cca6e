/**
 * How evenly choices fall on experts: measures of a load n_i, [E], in any unit (counts, shares, importances). With
 * q_i = n_i/Σn. Of no load at all each is NaN.
 */
import { squaredCv } from '../balance/squared-cv.ts';
import { entropyBits } from '../entropy.ts';
import { mean, sum } from '../matrix.ts';

/** H(q) = −Σ q log₂ q in bits: of counts the load entropy, of Σ_x p(x) the usage (importance) entropy H_u. */
export function loadEntropyBits(load: Float64Array): number {
  return entropyBits(load);
}

/** 2^H(q): as many experts, equally loaded, would have this entropy. */
export function effectiveExperts(load: Float64Array): number {
  return 2 ** loadEntropyBits(load);
}

/** 1/Σq²: the participation ratio, the same question of order 2. */
export function participatingExperts(load: Float64Array): number {
  return sum(load) ** 2 / load.reduce((squares, n) => squares + n * n, 0);
}

/** Population standard deviation over mean. */
export function coefficientOfVariation(load: Float64Array): number {
  return Math.sqrt(squaredCv(load));
}

/** The busiest expert against the mean: how much longer its step takes where each expert has a device of its own. */
export function maxOverMean(load: Float64Array): number {
  return load.reduce((a, b) => Math.max(a, b), -Infinity) / mean(load);
}

/** MaxVio = max/mean − 1 (arXiv 2408.15664). */
export function maxViolation(load: Float64Array): number {
  return maxOverMean(load) - 1;
}

/** Gini coefficient Σ(2r − E − 1)n₍ᵣ₎/(EΣn), r the rank by rising load: 0 for equal loads, 1 − 1/E for a single expert. */
export function loadGini(load: Float64Array): number {
  const rising = load.toSorted();
  const ranked = rising.reduce((total, n, i) => total + (2 * (i + 1) - rising.length - 1) * n, 0);
  return ranked / (rising.length * sum(load));
}

/** Lorenz curve, [E + 1]: the share of all choices that the r least loaded experts have, r = 0 … E. */
export function lorenzCurve(load: Float64Array): Float64Array {
  const total = sum(load);
  const curve = new Float64Array(load.length + 1);
  load.toSorted().forEach((n, i) => {
    curve[i + 1] = curve[i]! + n / total;
  });
  return curve;
}
