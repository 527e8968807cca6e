/**
 * Matrices of doubles, by rows: element (r, c) is values[r · columns + c]. Plain data, so that they cross threads and
 * compare with what tfjs or NumPy hand out; whoever makes one owns its values, everyone else reads.
 *
 * In core/routing T is the number of tokens (or samples), E of experts, k of experts a token chooses.
 */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export function zeroMatrix(rows: number, columns: number): Matrix {
  return { rows, columns, values: new Float64Array(rows * columns) };
}

export function filledMatrix(rows: number, columns: number, value: number): Matrix {
  return { rows, columns, values: new Float64Array(rows * columns).fill(value) };
}

/** Rows must be equally long; none at all give a matrix without columns. */
export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  if (rows.some((row) => row.length !== columns)) throw new RangeError('rows of a matrix differ in length');
  return { rows: rows.length, columns, values: Float64Array.from(rows.flat()) };
}

/** A view, not a copy. */
export function rowOf({ columns, values }: Matrix, row: number): Float64Array {
  return values.subarray(row * columns, (row + 1) * columns);
}

/** A copy. */
export function columnOf({ rows, columns, values }: Matrix, column: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => values[row * columns + column]!);
}

export function mapRows(matrix: Matrix, map: (row: Float64Array, index: number) => Float64Array): Matrix {
  const mapped = zeroMatrix(matrix.rows, matrix.columns);
  for (let r = 0; r < matrix.rows; r++) rowOf(mapped, r).set(map(rowOf(matrix, r), r));
  return mapped;
}

export function transposed(matrix: Matrix): Matrix {
  const { rows, columns, values } = matrix;
  const result = zeroMatrix(columns, rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) result.values[c * rows + r] = values[r * columns + c]!;
  }
  return result;
}

/** A B, of [n, m] and [m, p]. */
export function product(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) throw new RangeError(`no product of ${shapeText(a)} and ${shapeText(b)}`);
  const result = zeroMatrix(a.rows, b.columns);
  for (let r = 0; r < a.rows; r++) {
    const target = rowOf(result, r);
    for (let i = 0; i < a.columns; i++) {
      const factor = a.values[r * a.columns + i]!;
      const row = rowOf(b, i);
      for (let c = 0; c < row.length; c++) target[c]! += factor * row[c]!;
    }
  }
  return result;
}

export function columnSums({ rows, columns, values }: Matrix): Float64Array {
  const sums = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) sums[c]! += values[r * columns + c]!;
  }
  return sums;
}

export function rowSums(matrix: Matrix): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, r) => sum(rowOf(matrix, r)));
}

/** NaN where there are no rows. */
export function columnMeans(matrix: Matrix): Float64Array {
  return columnSums(matrix).map((total) => total / matrix.rows);
}

export function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** NaN of nothing. */
export function mean(values: Float64Array): number {
  return sum(values) / values.length;
}

export function checkSameShape(a: Matrix, b: Matrix): void {
  if (a.rows !== b.rows || a.columns !== b.columns) {
    throw new RangeError(`shapes differ: ${shapeText(a)} and ${shapeText(b)}`);
  }
}

function shapeText({ rows, columns }: Matrix): string {
  return `[${rows}, ${columns}]`;
}
