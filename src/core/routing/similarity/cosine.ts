/** Cosine similarity, for router rows, flattened weights or mean outputs of experts. */
import { rowOf, zeroMatrix, type Matrix } from '../matrix.ts';

/** [n, n] of rows [n, d], in [−1, 1]. A row of length 0 is like nothing but itself: 0, and 1 on the diagonal. */
export function cosineSimilarity(vectors: Matrix): Matrix {
  const lengths = Array.from({ length: vectors.rows }, (_, i) =>
    Math.sqrt(dot(rowOf(vectors, i), rowOf(vectors, i))),
  );
  const similarity = zeroMatrix(vectors.rows, vectors.rows);
  for (let i = 0; i < vectors.rows; i++) {
    rowOf(similarity, i)[i] = 1;
    for (let j = 0; j < i; j++) {
      const scale = lengths[i]! * lengths[j]!;
      const cosine = scale > 0 ? dot(rowOf(vectors, i), rowOf(vectors, j)) / scale : 0;
      rowOf(similarity, i)[j] = Math.max(-1, Math.min(1, cosine));
      rowOf(similarity, j)[i] = rowOf(similarity, i)[j]!;
    }
  }
  return similarity;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}
