/**
 * A map of items by their distances: classical scaling (Torgerson 1952; Gower 1966). The two directions in which the items
 * differ most, as coordinates; distances on the map are at most the real ones.
 */
import { seededRandom } from '../../random.ts';
import { rowOf, zeroMatrix, type Matrix } from '../matrix.ts';

export interface ItemMap {
  /** [n, 2]. */
  readonly places: Matrix;
  /** Share of all variation that the map shows, in [0, 1]; 0 where all items are the same. */
  readonly shown: number;
}

const STEPS = 300;

/** Of distances [n, n], symmetric, 0 on the diagonal. */
export function classicalScaling(distances: Matrix): ItemMap {
  const n = distances.rows;
  const inner = doublyCentred(distances);
  let trace = 0;
  for (let i = 0; i < n; i++) trace += Math.max(0, inner.values[i * n + i]!);
  const places = zeroMatrix(n, 2);
  let shown = 0;
  for (let axis = 0; axis < 2; axis++) {
    const { value, vector } = leadingEigenpair(inner);
    if (!(value > 1e-12 * trace)) break;
    shown += value;
    for (let i = 0; i < n; i++) {
      places.values[2 * i + axis] = Math.sqrt(value) * vector[i]!;
      for (let j = 0; j < n; j++) inner.values[i * n + j]! -= value * vector[i]! * vector[j]!;
    }
  }
  return { places, shown: trace > 0 ? Math.min(1, shown / trace) : 0 };
}

/** −½ J D² J: the inner products of the items about their middle. */
function doublyCentred(distances: Matrix): Matrix {
  const n = distances.rows;
  const squares = { ...distances, values: distances.values.map((d) => -0.5 * d * d) };
  const means = Float64Array.from({ length: n }, (_, i) => rowOf(squares, i).reduce((a, b) => a + b, 0) / n);
  const all = means.reduce((a, b) => a + b, 0) / Math.max(1, n);
  const values = squares.values.map((value, at) => value - means[Math.floor(at / n)]! - means[at % n]! + all);
  return { rows: n, columns: n, values };
}

/** By the power method, of the largest eigenvalue: those below 0 are shifted out of its way. */
function leadingEigenpair(matrix: Matrix): { readonly value: number; readonly vector: Float64Array } {
  const n = matrix.rows;
  const random = seededRandom(1);
  // no eigenvalue is larger than the largest sum of a row's magnitudes
  let shift = 0;
  for (let i = 0; i < n; i++)
    shift = Math.max(
      shift,
      rowOf(matrix, i).reduce((a, b) => a + Math.abs(b), 0),
    );
  let vector = unit(Float64Array.from({ length: n }, () => random.normal()));
  for (let step = 0; step < STEPS; step++) {
    const next = times(matrix, vector);
    vector = unit(next.map((x, i) => x + 0.5 * shift * vector[i]!));
  }
  const image = times(matrix, vector);
  const value = image.reduce((sum, x, i) => sum + x * vector[i]!, 0);
  // the same way round each time
  const largest = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) + 1e-9 ? x : best), 0);
  return { value, vector: largest < 0 ? vector.map((x) => -x) : vector };
}

function times(matrix: Matrix, vector: Float64Array): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, i) => {
    let sum = 0;
    const row = rowOf(matrix, i);
    for (let j = 0; j < row.length; j++) sum += row[j]! * vector[j]!;
    return sum;
  });
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return length > 0 ? vector.map((x) => x / length) : vector;
}
