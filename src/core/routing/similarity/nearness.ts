/** How near points lie to each other, as similarities: 1 ⁄ (1 + d) of the Euclidean distance d, so that d comes back. */
import { rowOf, zeroMatrix, type Matrix } from '../matrix.ts';

/** Id of the tables of a trace that say so of experts’ mean outputs. */
export const MEAN_OUTPUTS = 'mean-outputs';

/** [n, n] of points [n, d]: 1 on the diagonal, in (0, 1]; NaN of points that are not finite. */
export function nearness(points: Matrix): Matrix {
  const near = zeroMatrix(points.rows, points.rows);
  for (let i = 0; i < points.rows; i++) {
    for (let j = 0; j <= i; j++) {
      const value = 1 / (1 + distance(rowOf(points, i), rowOf(points, j)));
      rowOf(near, i)[j] = value;
      rowOf(near, j)[i] = value;
    }
  }
  return near;
}

export function distanceOfNearness(value: number): number {
  return 1 / value - 1;
}

function distance(a: Float64Array, b: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(squares);
}
