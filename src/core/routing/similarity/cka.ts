/**
 * Linear centred kernel alignment: Kornblith et al., arXiv 1905.00414, equation 5 ff. How alike two representations of
 * the same inputs are, whatever rotation or scale tells them apart.
 *
 *   CKA(A, B) = ‖BᵀA‖²_F/(‖AᵀA‖_F ‖BᵀB‖_F), columns centred
 */
import { columnMeans, mapRows, product, transposed, type Matrix } from '../matrix.ts';

/** In [0, 1], of A [n, a] and B [n, b], rows being the same inputs. NaN where either does not vary. */
export function linearCka(a: Matrix, b: Matrix): number {
  if (a.rows !== b.rows) throw new RangeError('the representations are of different inputs');
  const [centredA, centredB] = [centred(a), centred(b)];
  return (
    alignment(centredA, centredB) / Math.sqrt(alignment(centredA, centredA) * alignment(centredB, centredB))
  );
}

/** CKA of every two of n representations: [n, n], 1 on the diagonal. */
export function ckaMatrix(representations: readonly Matrix[]): Matrix {
  const n = representations.length;
  const all = representations.map(centred);
  const isWide = all.every(({ rows, columns }) => rows <= columns);
  // Gram matrices serve all pairs, where they are the smaller
  const grams = isWide
    ? all.map((representation) => product(representation, transposed(representation)))
    : null;
  const align = (i: number, j: number) =>
    grams === null ? alignment(all[i]!, all[j]!) : inner(grams[i]!, grams[j]!);
  const own = all.map((_, i) => align(i, i));
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    values[i * n + i] = own[i]! > 0 ? 1 : NaN;
    for (let j = 0; j < i; j++) {
      const cka = align(i, j) / Math.sqrt(own[i]! * own[j]!);
      values[i * n + j] = cka;
      values[j * n + i] = cka;
    }
  }
  return { rows: n, columns: n, values };
}

/** ‖BᵀA‖²_F, or of few inputs and many features the same by Gram matrices, ⟨AAᵀ, BBᵀ⟩. */
function alignment(a: Matrix, b: Matrix): number {
  if (a.rows < Math.min(a.columns, b.columns)) {
    return inner(product(a, transposed(a)), product(b, transposed(b)));
  }
  return product(transposed(b), a).values.reduce((total, value) => total + value * value, 0);
}

function inner(a: Matrix, b: Matrix): number {
  let total = 0;
  for (let i = 0; i < a.values.length; i++) total += a.values[i]! * b.values[i]!;
  return total;
}

function centred(matrix: Matrix): Matrix {
  const means = columnMeans(matrix);
  return mapRows(matrix, (row) => row.map((value, column) => value - means[column]!));
}
