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
  const own = all.map((representation) => alignment(representation, representation));
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    values[i * n + i] = own[i]! > 0 ? 1 : NaN;
    for (let j = 0; j < i; j++) {
      const cka = alignment(all[i]!, all[j]!) / Math.sqrt(own[i]! * own[j]!);
      values[i * n + j] = cka;
      values[j * n + i] = cka;
    }
  }
  return { rows: n, columns: n, values };
}

/** ‖BᵀA‖²_F, or of few inputs and many features the same by Gram matrices, ⟨AAᵀ, BBᵀ⟩. */
function alignment(a: Matrix, b: Matrix): number {
  if (a.rows < Math.min(a.columns, b.columns)) {
    const [gramA, gramB] = [product(a, transposed(a)), product(b, transposed(b))];
    return gramA.values.reduce((total, value, i) => total + value * gramB.values[i]!, 0);
  }
  return product(transposed(b), a).values.reduce((total, value) => total + value * value, 0);
}

function centred(matrix: Matrix): Matrix {
  const means = columnMeans(matrix);
  return mapRows(matrix, (row) => row.map((value, column) => value - means[column]!));
}
