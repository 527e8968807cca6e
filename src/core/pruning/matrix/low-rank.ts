/**
 * Truncated SVD: the matrix of rank r that is closest, as a product of two thin ones. Exact, by the eigenvectors of the Gram matrix
 * of the shorter side (spectrum.ts says how precise it is); of a long side that takes minutes, and a plan only needs the curve.
 */
import { allSteps, type Steps } from '../../steps.ts';
import { gramOf } from './gram.ts';
import { symmetricEigen } from './symmetric-eigen.ts';
import { tame } from './tame.ts';
import type { WeightMatrix } from './weight-matrix.ts';

type Shape = Pick<WeightMatrix, 'rows' | 'columns'>;

/** W ≈ left · right. */
export interface Factors {
  /** [rows, rank] and [rank, columns]. */
  readonly left: WeightMatrix;
  readonly right: WeightMatrix;
}

/** The rank that keeps a share of all singular values: rounded up, one at least. */
export function rankOfFraction({ rows, columns }: Shape, fraction: number): number {
  const most = Math.min(rows, columns);
  // a hair less, so that 0.1 × 30 = 3.0000000000000004 is rank 3 and not 4
  return Math.min(most, Math.max(1, Math.ceil(fraction * most * (1 - 1e-12))));
}

/** The lowest rank that keeps a share of Σσ²; one at least. Singular values fall. */
export function rankOfEnergy(singularValues: Float64Array, share: number): number {
  const wanted = share * singularValues.reduce((sum, value) => sum + value * value, 0) * (1 - 1e-12);
  let kept = 0;
  const rank = singularValues.findIndex((value) => (kept += value * value) >= wanted);
  return Math.max(1, rank < 0 ? singularValues.length : rank + 1);
}

export function factorParameters({ rows, columns }: Shape, rank: number): number {
  return rank * (rows + columns);
}

/** Whether two factors of this rank are smaller than the matrix; where they are not, actions leave it as it is. */
export function savesParameters(shape: Shape, rank: number): boolean {
  return factorParameters(shape, rank) < shape.rows * shape.columns;
}

/** Weights that are no numbers count as 0. */
export function* factorSteps(matrix: WeightMatrix, rank: number): Steps<Factors> {
  const { matrix: tamed, unit } = tame(matrix);
  const { lower, size, isOfColumns } = yield* gramOf(tamed);
  const { vectors } = yield* symmetricEigen(lower, { n: size, hasVectors: true });
  const kept: WeightMatrix = { rows: rank, columns: size, values: vectors!.slice(0, rank * size) };
  // W V Vᵀ or U Uᵀ W: no division by small singular values
  const factors = isOfColumns
    ? { left: timesTransposed(tamed, kept), right: kept }
    : { left: transposed(kept), right: times(kept, tamed) };
  return unit === 1 ? factors : inUnits(factors, unit);
}

/** The closest matrix of that rank. */
export function lowRank(matrix: WeightMatrix, rank: number): WeightMatrix {
  if (rank >= Math.min(matrix.rows, matrix.columns)) return matrix;
  const { left, right } = allSteps(factorSteps(matrix, rank));
  const values = times(left, right).values;
  return { ...matrix, values: matrix.values instanceof Float32Array ? Float32Array.from(values) : values };
}

/** A B. */
function times(a: WeightMatrix, b: WeightMatrix): WeightMatrix {
  const values = new Float64Array(a.rows * b.columns);
  for (let r = 0; r < a.rows; r++) {
    const sum = values.subarray(r * b.columns, (r + 1) * b.columns);
    for (let k = 0; k < a.columns; k++) {
      const factor = a.values[r * a.columns + k]!;
      const row = b.values.subarray(k * b.columns, (k + 1) * b.columns);
      for (let c = 0; c < sum.length; c++) sum[c]! += factor * row[c]!;
    }
  }
  return { rows: a.rows, columns: b.columns, values };
}

/** A Bᵀ. */
function timesTransposed(a: WeightMatrix, b: WeightMatrix): WeightMatrix {
  const values = new Float64Array(a.rows * b.rows);
  for (let r = 0; r < a.rows; r++) {
    const row = a.values.subarray(r * a.columns, (r + 1) * a.columns);
    for (let k = 0; k < b.rows; k++) {
      let sum = 0;
      for (let c = 0; c < row.length; c++) sum += row[c]! * b.values[k * b.columns + c]!;
      values[r * b.rows + k] = sum;
    }
  }
  return { rows: a.rows, columns: b.rows, values };
}

function transposed({ rows, columns, values }: WeightMatrix): WeightMatrix {
  const turned = new Float64Array(values.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) turned[c * rows + r] = values[r * columns + c]!;
  }
  return { rows: columns, columns: rows, values: turned };
}

/** The weights again, from what `tame` made of them. */
function inUnits({ left, right }: Factors, unit: number): Factors {
  return { left, right: { ...right, values: right.values.map((value) => value / unit) } };
}
