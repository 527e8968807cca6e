/**
 * Eigenvalues and eigenvectors of symmetric matrices: Householder's reduction to a tridiagonal matrix, then QL with implicit
 * shifts (Wilkinson & Reinsch, Handbook for Automatic Computation II, 1971: tred2 and tql2). Errors are a few ε‖A‖.
 *
 * Vectors lie in rows, so that every rotation and reflection runs along memory.
 */
import type { Steps } from '../../steps.ts';

/** A = Q T Qᵀ. */
interface Tridiagonal {
  /** [n] and [n − 1]. */
  readonly diagonal: Float64Array;
  readonly beside: Float64Array;
  /** Row i of n has the first i entries of the vector v of a reflection 1 − v vᵀ / h[i]; 0 is none. */
  readonly reflectors: Float64Array;
  readonly h: Float64Array;
}

export interface Eigen {
  /** [n], falling. */
  readonly values: Float64Array;
  /** [n, n]: row i is the unit vector of value i; null where not asked for. */
  readonly vectors: Float64Array | null;
}

/** Of the n × n matrix whose lower triangle is given, row by row; it is overwritten. */
export function* symmetricEigen(
  matrix: Float64Array,
  { n, hasVectors }: { readonly n: number; readonly hasVectors: boolean },
): Steps<Eigen> {
  const tridiagonal = yield* tridiagonalise(matrix, n);
  const { diagonal, beside } = tridiagonal;
  if (!hasVectors) {
    yield* diagonalise(diagonal, beside, []);
    return { values: diagonal.sort().reverse(), vectors: null };
  }
  const rows = identityRows(n);
  yield* diagonalise(diagonal, beside, rows);
  const order = Array.from(diagonal, (_, i) => i).sort((a, b) => diagonal[b]! - diagonal[a]!);
  const vectors = new Float64Array(n * n);
  for (const [to, from] of order.entries()) {
    reflectBack(tridiagonal, rows[from]!);
    vectors.set(rows[from]!, to * n);
    yield;
  }
  return { values: Float64Array.from(order, (from) => diagonal[from]!), vectors };
}

/**
 * Eigenvalues of a tridiagonal matrix in place of its diagonal, in no order. Row i of `rows` is turned along with value i: rows
 * of the identity become vectors, and its first column becomes their first entries.
 * @throws RangeError where it does not end, which only numbers that are no numbers bring about.
 */
export function* diagonalise(
  diagonal: Float64Array,
  beside: Float64Array,
  rows: readonly Float64Array[],
): Steps<void> {
  const n = diagonal.length;
  const e = new Float64Array(n);
  e.set(beside);
  for (let l = 0; l < n; l++) {
    for (let turn = 0; ; turn++) {
      const m = firstSplit(diagonal, e, l);
      if (m === l) break;
      if (turn === MOST_TURNS) throw new RangeError('eigenvalues of numbers that are no numbers');
      turnThrough({ diagonal, e, rows }, l, m);
      if (rows.length > 0 || turn === 0) yield;
    }
  }
}

/** Two are usual. */
const MOST_TURNS = 60;

/** The first entry beside the diagonal, from l on, that is nothing against its neighbours. */
function firstSplit(diagonal: Float64Array, e: Float64Array, l: number): number {
  let m = l;
  for (; m < diagonal.length - 1; m++) {
    const around = Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!);
    if (Math.abs(e[m]!) <= Number.EPSILON * around) break;
  }
  return m;
}

/** One QL sweep over l … m with Wilkinson's shift. */
function turnThrough(
  {
    diagonal: d,
    e,
    rows,
  }: {
    readonly diagonal: Float64Array;
    readonly e: Float64Array;
    readonly rows: readonly Float64Array[];
  },
  l: number,
  m: number,
): void {
  const half = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const radius = Math.hypot(half, 1);
  let g = d[m]! - d[l]! + e[l]! / (half + (half < 0 ? -radius : radius));
  let [sine, cosine, moved] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const length = Math.hypot(f, g);
    e[i + 1] = length;
    if (length === 0) {
      // it came apart: what is left of the shift goes back
      d[i + 1]! -= moved;
      e[m] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    const shifted = d[i + 1]! - moved;
    const step = (d[i]! - shifted) * sine + 2 * cosine * b;
    moved = sine * step;
    d[i + 1] = shifted + moved;
    g = cosine * step - b;
    if (rows.length > 0) rotate(rows[i]!, rows[i + 1]!, { sine, cosine });
  }
  d[l]! -= moved;
  e[l] = g;
  e[m] = 0;
}

function rotate(
  a: Float64Array,
  b: Float64Array,
  { sine, cosine }: { readonly sine: number; readonly cosine: number },
): void {
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k]!, b[k]!];
    a[k] = cosine * x - sine * y;
    b[k] = sine * x + cosine * y;
  }
}

/** From the last row up: each reflection clears a row but for the entry beside the diagonal. */
function* tridiagonalise(a: Float64Array, n: number): Steps<Tridiagonal> {
  const beside = new Float64Array(Math.max(0, n - 1));
  const h = new Float64Array(n);
  const p = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    const v = a.subarray(i * n, i * n + i);
    const scale = v.subarray(0, i - 1).reduce((sum, entry) => sum + Math.abs(entry), 0);
    const last = v[i - 1]!;
    if (scale === 0) {
      beside[i - 1] = last;
      continue;
    }
    const size = scale + Math.abs(last);
    let square = 0;
    for (let k = 0; k < i; k++) {
      v[k]! /= size;
      square += v[k]! * v[k]!;
    }
    const root = last > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    beside[i - 1] = size * root;
    h[i] = square - v[i - 1]! * root;
    v[i - 1]! -= root;
    reflectBothSides(a, { n, i, h: h[i]!, p: p.subarray(0, i) });
    yield;
  }
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]!);
  return { diagonal, beside, reflectors: a, h };
}

/** The leading i × i block B ← (1 − v vᵀ/h) B (1 − v vᵀ/h), lower triangle, with v in row i. */
function reflectBothSides(
  a: Float64Array,
  { n, i, h, p }: { readonly n: number; readonly i: number; readonly h: number; readonly p: Float64Array },
): void {
  const v = a.subarray(i * n, i * n + i);
  p.fill(0);
  for (let j = 0; j < i; j++) {
    const row = j * n;
    const own = v[j]!;
    let sum = 0;
    for (let k = 0; k < j; k++) {
      const entry = a[row + k]!;
      sum += entry * v[k]!;
      p[k]! += entry * own;
    }
    p[j]! += sum + a[row + j]! * own;
  }
  let along = 0;
  for (let j = 0; j < i; j++) {
    p[j]! /= h;
    along += p[j]! * v[j]!;
  }
  const half = along / (2 * h);
  for (let j = 0; j < i; j++) p[j]! -= half * v[j]!;
  for (let j = 0; j < i; j++) {
    const row = j * n;
    const [vj, pj] = [v[j]!, p[j]!];
    for (let k = 0; k <= j; k++) a[row + k]! -= vj * p[k]! + pj * v[k]!;
  }
}

/** Q x, in place. */
function reflectBack({ reflectors, h }: Tridiagonal, x: Float64Array): void {
  const n = x.length;
  for (let i = 1; i < n; i++) {
    if (h[i] === 0) continue;
    const row = i * n;
    let along = 0;
    for (let k = 0; k < i; k++) along += reflectors[row + k]! * x[k]!;
    along /= h[i]!;
    for (let k = 0; k < i; k++) x[k]! -= along * reflectors[row + k]!;
  }
}

function identityRows(n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => {
    const row = new Float64Array(n);
    row[i] = 1;
    return row;
  });
}
