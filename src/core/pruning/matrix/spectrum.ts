/**
 * Singular values of a matrix, as what a plan asks of them: the share of Σσ² = Σw² that the largest hold. By Eckart and Young no
 * matrix of rank r is closer than the one that keeps the r largest, and Σ(w − ŵ)² is what the others held.
 *
 * - *Exact*, by the eigenvalues of the Gram matrix of the shorter side: shares are right to about 1e-12. (Squares lose what lies
 *   below 1e-8 of the largest singular value, which is 1e-16 of its energy.)
 * - *Estimated*, where that side is longer than `EXACT_SIDE`: stochastic Lanczos quadrature (Ubaru, Chen & Saad 2017, SIAM
 *   J. Matrix Anal. Appl. 38:4). Each of four probes is a random vector of signs, and its Lanczos matrix tells how energy is
 *   spread over σ². `deviation` is the standard error of their mean, the largest over the curve: usually below 0.01.
 */
import { seededRandom, type Random } from '../../random.ts';
import { gramOf } from './gram.ts';
import { allSteps, type Steps } from '../../steps.ts';
import { diagonalise, symmetricEigen } from './symmetric-eigen.ts';
import { tame } from './tame.ts';
import type { WeightMatrix } from './weight-matrix.ts';

/** Longest shorter side of matrices whose singular values are worked out one by one: about five seconds. */
export const EXACT_SIDE = 1536;

/** Places of the curve of energy, at most. */
export const ENERGY_KNOTS = 65;

/** Steps between them, evenly spaced from no singular values to all: one for each of a short side. */
export function energySteps(side: number): number {
  return Math.min(ENERGY_KNOTS - 1, side);
}

const PROBES = 4;
const SEED = 1;
const LANCZOS_STEPS = 48;

export interface EnergyCurve {
  /** [ENERGY_KNOTS]: share of Σσ² that the largest i / energySteps(side) of all singular values hold; 1 beyond, and of none. */
  readonly shares: Float64Array;
  /** Standard error of the shares; 0 where every singular value is known. */
  readonly deviation: number;
}

/** [min(rows, columns)], falling. Weights that are no numbers count as 0. */
export function singularValues(matrix: WeightMatrix): Float64Array {
  const tamed = tame(matrix);
  return allSteps(energiesOf(tamed.matrix)).map((energy) => Math.sqrt(energy) / tamed.unit);
}

/** Matrices with a shorter side of at most `exactSide` exactly, longer ones by an estimate. */
export function* energyCurve(matrix: WeightMatrix, exactSide = EXACT_SIDE): Steps<EnergyCurve> {
  const tamed = tame(matrix).matrix;
  if (Math.min(matrix.rows, matrix.columns) > exactSide) return yield* estimatedCurve(tamed);
  const energies = yield* energiesOf(tamed);
  const each = new Float64Array(energies.length).fill(1 / energies.length);
  return { shares: curveThrough(energies, each, energySteps(energies.length)), deviation: 0 };
}

/** σ², falling. */
function* energiesOf(matrix: WeightMatrix): Steps<Float64Array> {
  const { lower, size } = yield* gramOf(matrix);
  const { values } = yield* symmetricEigen(lower, { n: size, hasVectors: false });
  return values.map((value) => Math.max(0, value));
}

/** Of energies, falling, that stand for `shares` of all singular values: even within each. */
function curveThrough(energies: Float64Array, shares: Float64Array, steps: number): Float64Array {
  const total = energies.reduce((sum, energy, i) => sum + energy * shares[i]!, 0);
  const curve = new Float64Array(ENERGY_KNOTS).fill(1);
  if (total === 0) return curve;
  let [i, passed, sum] = [0, 0, 0];
  for (let knot = 0; knot < steps; knot++) {
    const place = knot / steps;
    // a hair of rounding is not a singular value
    while (i < energies.length - 1 && passed + shares[i]! <= place + 1e-12) {
      sum += energies[i]! * shares[i]!;
      passed += shares[i]!;
      i++;
    }
    curve[knot] = Math.min(1, (sum + (place - passed) * (energies[i] ?? 0)) / total);
  }
  return curve;
}

function* estimatedCurve(matrix: WeightMatrix): Steps<EnergyCurve> {
  const random = seededRandom(SEED);
  const curves: Float64Array[] = [];
  for (let probe = 0; probe < PROBES; probe++) curves.push(yield* probedCurve(matrix, random));
  const shares = curves[0]!.map((_, knot) => mean(curves.map((curve) => curve[knot]!)));
  const errors = shares.map((share, knot) => {
    const squares = curves.map((curve) => (curve[knot]! - share) ** 2);
    return Math.sqrt(mean(squares) / (PROBES - 1));
  });
  return { shares, deviation: errors.reduce((most, error) => Math.max(most, error), 0) };
}

/** Lanczos on the Gram matrix of the shorter side, every vector made orthogonal to all before it. */
function* probedCurve(matrix: WeightMatrix, random: Random): Steps<Float64Array> {
  const side = Math.min(matrix.rows, matrix.columns);
  const basis: Float64Array[] = [];
  const [diagonal, beside]: [number[], number[]] = [[], []];
  let next = new Float64Array(side).map(() => (random.uniform() < 0.5 ? -1 : 1) / Math.sqrt(side));
  for (let step = 0; step < LANCZOS_STEPS; step++) {
    basis.push(next);
    const image = yield* gramTimes(matrix, next);
    diagonal.push(dot(image, next));
    // twice is enough (Parlett)
    for (let turn = 0; turn < 2; turn++)
      for (const vector of basis) subtract(image, vector, dot(image, vector));
    const length = Math.sqrt(dot(image, image));
    if (!(length > Number.EPSILON * side * diagonal[0]!) || step === LANCZOS_STEPS - 1) break;
    beside.push(length);
    next = image.map((entry) => entry / length);
  }
  const nodes = Float64Array.from(diagonal);
  const first = nodes.map((_, i) => (i === 0 ? 1 : 0));
  const rows = Array.from(first, (entry) => Float64Array.of(entry));
  yield* diagonalise(nodes, Float64Array.from(beside), rows);
  const order = Array.from(nodes, (_, i) => i).sort((a, b) => nodes[b]! - nodes[a]!);
  return curveThrough(
    Float64Array.from(order, (i) => Math.max(0, nodes[i]!)),
    Float64Array.from(order, (i) => rows[i]![0]! ** 2),
    energySteps(side),
  );
}

/** Rows between two yields. */
const ROWS_A_STEP = 512;

/** AᵀA x, or AAᵀ x where rows are fewer. */
function* gramTimes({ rows, columns, values }: WeightMatrix, x: Float64Array): Steps<Float64Array> {
  const image = new Float64Array(x.length);
  const isOfColumns = columns <= rows;
  const between = new Float64Array(columns);
  for (let turn = 0; turn < (isOfColumns ? 1 : 2); turn++) {
    for (let row = 0; row < rows; row++) {
      const weights = values.subarray(row * columns, (row + 1) * columns);
      if (isOfColumns) addTimes(image, weights, dot(weights, x));
      else if (turn === 0) addTimes(between, weights, x[row]!);
      else image[row] = dot(weights, between);
      if (row % ROWS_A_STEP === 0) yield;
    }
  }
  return image;
}

function addTimes(to: Float64Array, weights: WeightMatrix['values'], factor: number): void {
  for (let i = 0; i < weights.length; i++) to[i]! += factor * weights[i]!;
}

function dot(a: WeightMatrix['values'], b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function subtract(from: Float64Array, vector: Float64Array, times: number): void {
  for (let i = 0; i < from.length; i++) from[i]! -= times * vector[i]!;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
