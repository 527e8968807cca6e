/**
 * Sample similarity L_s: Krishnamurthy, Watkins & Gaertner, arXiv 2302.14703. Similar samples should go to the same
 * expert, dissimilar ones to different experts. With D the distances between samples, the largest being 1:
 *
 *   same = (1/E) Σ_i Σ_{x,x'} p_i(x) p_i(x') D(x, x'),   diff = (1/(E² − E)) Σ_{i≠j} Σ_{x,x'} p_i(x) p_j(x') D(x, x')
 *
 * Both are made of one number, s = Σ(PPᵀ∘D), because Σ_{ij} p_i(x) p_j(x') = 1: same = s/E, diff = (ΣD − s)/(E² − E).
 */
import { checkSameShape, product, rowOf, sum, transposed, zeroMatrix, type Matrix } from '../matrix.ts';

/** Euclidean distances between rows of inputs [T, d], divided by the largest (0 where all are the same): [T, T]. */
export function relativeDistances(inputs: Matrix): Matrix {
  const distances = zeroMatrix(inputs.rows, inputs.rows);
  for (let a = 0; a < inputs.rows; a++) {
    for (let b = 0; b < inputs.rows; b++)
      rowOf(distances, a)[b] = distance(rowOf(inputs, a), rowOf(inputs, b));
  }
  const largest = distances.values.reduce((most, value) => Math.max(most, value), 0);
  return { ...distances, values: distances.values.map((value) => (largest > 0 ? value / largest : 0)) };
}

function distance(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((squares, value, i) => squares + (value - b[i]!) ** 2, 0));
}

/** Not yet divided by T². `diff` is 0 for a single expert. */
export function sampleSimilarity(
  probabilities: Matrix,
  distances: Matrix,
): { readonly same: number; readonly diff: number } {
  const together = product(probabilities, transposed(probabilities));
  checkSameShape(together, distances);
  const shared = together.values.reduce((total, value, i) => total + value * distances.values[i]!, 0);
  const experts = probabilities.columns;
  const diff = experts > 1 ? (sum(distances.values) - shared) / (experts ** 2 - experts) : 0;
  return { same: shared / experts, diff };
}

/**
 * `normalised`: (β_s same − β_d diff)/T², as meant. `published`: β_s same − β_d diff/T², as the code has it, where a
 * bracket divides the second term alone; its β_s of 10⁻⁶ at 512 samples is 0.26 of the normalised form.
 */
export function sampleSimilarityLoss(
  probabilities: Matrix,
  {
    distances,
    sameWeight,
    differentWeight,
    form = 'normalised',
  }: {
    readonly distances: Matrix;
    readonly sameWeight: number;
    readonly differentWeight: number;
    readonly form?: 'normalised' | 'published';
  },
): number {
  const { same, diff } = sampleSimilarity(probabilities, distances);
  const pairs = probabilities.rows ** 2;
  return (sameWeight * same) / (form === 'normalised' ? pairs : 1) - (differentWeight * diff) / pairs;
}
