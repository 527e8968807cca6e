/** Scores of random vectors, without the vectors: W x of x ~ N(0, I) is normal with covariance W Wᵀ. */
import type { Random } from '../random.ts';
import { rowOf, zeroMatrix, type Matrix } from '../routing/matrix.ts';

/** [count, E] of W [E, d]. */
export function normalProbes(
  weights: Matrix,
  { count, random }: { readonly count: number; readonly random: Random },
): Matrix {
  const factor = choleskyFactor(covariance(weights));
  const experts = weights.rows;
  const scores = zeroMatrix(count, experts);
  const noise = new Float64Array(experts);
  for (let probe = 0; probe < count; probe++) {
    noise.forEach((_, i) => (noise[i] = random.normal()));
    const row = rowOf(scores, probe);
    for (let e = 0; e < experts; e++) {
      let score = 0;
      for (let i = 0, at = e * experts; i <= e; i++, at++) score += factor.values[at]! * noise[i]!;
      row[e] = score;
    }
  }
  return scores;
}

/** W Wᵀ, [E, E]. */
function covariance(weights: Matrix): Matrix {
  const { rows: experts } = weights;
  const result = zeroMatrix(experts, experts);
  for (let a = 0; a < experts; a++) {
    const left = rowOf(weights, a);
    for (let b = 0; b <= a; b++) {
      const right = rowOf(weights, b);
      let product = 0;
      for (let i = 0; i < left.length; i++) product += left[i]! * right[i]!;
      result.values[a * experts + b] = product;
      result.values[b * experts + a] = product;
    }
  }
  return result;
}

/** Below this part of the largest variance, what is left of a pivot is rounding: experts that others determine. */
const NOTHING = 1e-12;

/** L with L Lᵀ = A, lower triangular, of a covariance, which may be singular. */
function choleskyFactor({ rows: n, values: a }: Matrix): Matrix {
  const factor = zeroMatrix(n, n);
  const { values } = factor;
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, a[i * n + i]!);
  for (let j = 0; j < n; j++) {
    let pivot = a[j * n + j]!;
    for (let k = 0; k < j; k++) pivot -= values[j * n + k]! ** 2;
    if (pivot <= NOTHING * largest) continue;
    const root = Math.sqrt(pivot);
    values[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let rest = a[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= values[i * n + k]! * values[j * n + k]!;
      values[i * n + j] = rest / root;
    }
  }
  return factor;
}
