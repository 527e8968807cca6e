/** What a matrix of similarities says: an order, the closest pairs, and a map. */
import { rowOf, zeroMatrix, type Matrix } from '../routing/matrix.ts';
import { classicalScaling, type ItemMap } from '../routing/similarity/classical-scaling.ts';
import { averageLinkage, leafOrder } from '../routing/similarity/clustering.ts';

export interface SimilarityAnalysis {
  /** Rows in an order in which those that are alike stand together. */
  readonly order: readonly number[];
  /** By falling similarity. */
  readonly closest: readonly SimilarPair[];
  readonly map: ItemMap;
}

export interface SimilarPair {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

const MOST_PAIRS = 12;

/** Of similarities [E, E], at most 1; what is not known is as far as what has nothing in common. */
export function analyseSimilarity(similarity: Matrix): SimilarityAnalysis {
  const n = similarity.rows;
  const distances = zeroMatrix(n, n);
  const pairs: SimilarPair[] = [];
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      const value = rowOf(similarity, a)[b]!;
      if (a !== b) distances.values[a * n + b] = distanceOf(value);
      if (a < b && !Number.isNaN(value)) pairs.push({ a, b, similarity: value });
    }
  }
  pairs.sort((one, two) => two.similarity - one.similarity || one.a - two.a || one.b - two.b);
  return {
    order: n < 2 ? Array.from({ length: n }, (_, i) => i) : leafOrder(averageLinkage(distances)),
    closest: pairs.slice(0, MOST_PAIRS),
    map: classicalScaling(distances),
  };
}

/** The distance of two vectors of length 1 with this cosine. */
function distanceOf(similarity: number): number {
  return Math.sqrt(Math.max(0, 2 * (1 - (Number.isNaN(similarity) ? 0 : similarity))));
}
