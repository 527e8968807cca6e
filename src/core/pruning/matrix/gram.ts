/** Inner products of the rows or columns of a matrix, whichever are fewer: their eigenvalues are its σ². */
import type { Steps } from '../../steps.ts';
import type { WeightMatrix } from './weight-matrix.ts';

export interface Gram {
  /** AᵀA where there are no more columns than rows, else AAᵀ. */
  readonly isOfColumns: boolean;
  readonly size: number;
  /** [size, size]; the lower triangle alone is filled. */
  readonly lower: Float64Array;
}

/** As many vectors are added together, so that each entry is fetched once for all of them. */
const PANEL = 8;

/** Of a tame matrix. */
export function* gramOf(matrix: WeightMatrix): Steps<Gram> {
  const { rows, columns } = matrix;
  const isOfColumns = columns <= rows;
  const [size, length] = isOfColumns ? [columns, rows] : [rows, columns];
  const lower = new Float64Array(size * size);
  const panel = new Float64Array(PANEL * size);
  for (let first = 0; first < length; first += PANEL) {
    fillPanel(panel, matrix, { first, isOfColumns });
    addProducts(lower, panel, size);
    yield;
  }
  return { isOfColumns, size, lower };
}

/** Rows (columns where they are the longer side) first … first + PANEL − 1 side by side; zeros after the last. */
function fillPanel(
  panel: Float64Array,
  { rows, columns, values }: WeightMatrix,
  { first, isOfColumns }: { readonly first: number; readonly isOfColumns: boolean },
): void {
  const [size, length] = isOfColumns ? [columns, rows] : [rows, columns];
  const [along, across] = isOfColumns ? [1, columns] : [columns, 1];
  panel.fill(0);
  for (let p = 0; p < Math.min(PANEL, length - first); p++) {
    for (let i = 0, from = (first + p) * across; i < size; i++, from += along) {
      panel[p * size + i] = values[from]!;
    }
  }
}

function addProducts(lower: Float64Array, panel: Float64Array, size: number): void {
  const vector = (p: number) => panel.subarray(p * size, (p + 1) * size);
  const [a, b, c, d] = [vector(0), vector(1), vector(2), vector(3)];
  const [e, f, g, h] = [vector(4), vector(5), vector(6), vector(7)];
  for (let i = 0; i < size; i++) {
    const row = lower.subarray(i * size, i * size + i + 1);
    const [ai, bi, ci, di] = [a[i]!, b[i]!, c[i]!, d[i]!];
    const [ei, fi, gi, hi] = [e[i]!, f[i]!, g[i]!, h[i]!];
    for (let j = 0; j <= i; j++) {
      const first = ai * a[j]! + bi * b[j]! + ci * c[j]! + di * d[j]!;
      row[j]! += first + ei * e[j]! + fi * f[j]! + gi * g[j]! + hi * h[j]!;
    }
  }
}
