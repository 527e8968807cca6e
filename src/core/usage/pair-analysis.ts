/** Which experts of a layer are chosen together more, and which less, than their loads alone would have it. */
import { rowOf, zeroMatrix, type Matrix } from '../routing/matrix.ts';
import { averageLinkage, leafOrder } from '../routing/similarity/clustering.ts';
import { coActivation } from '../routing/statistics/co-activation.ts';
import { expectedPairs } from '../routing/statistics/expected-pairs.ts';
import type { LayerReading } from '../trace/reading.ts';

export interface PairAnalysis {
  /** N_ij/E[N_ij] and (N_ij − E[N_ij])/√E[N_ij], both [E, E]; NaN on the diagonal and where chance allows no pair. */
  readonly lift: Matrix;
  readonly residual: Matrix;
  readonly observed: Matrix;
  readonly expected: Matrix;
  /** Experts in an order in which those that go together stand together. */
  readonly order: readonly number[];
  readonly strongest: StrongestPairs;
  /** Largest relative error of the loads that the expectation was made for. */
  readonly fitError: number;
}

/** Null where the counts can not be those of whole tokens, so that nothing can be expected of them. */
export function analysePairs({ counts, of }: NonNullable<LayerReading['pairs']>): PairAnalysis | null {
  const expected = expectationOf(of);
  if (expected === null) return null;
  const compared = { observed: counts, expected: expected.pairs, ...coActivation(counts, expected.pairs) };
  return {
    ...compared,
    order: clusterOrder(compared.lift),
    strongest: strongestPairs(compared, MOST_PAIRS),
    fitError: expected.residual,
  };
}

function expectationOf(of: NonNullable<LayerReading['pairs']>['of']) {
  try {
    return expectedPairs(of);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * By average linkage; pairs that chance does not allow are as far from each other as those that never meet. Experts
 * without any pair, the dead ones, come last.
 */
export function clusterOrder(lift: Matrix): readonly number[] {
  const all = Array.from({ length: lift.rows }, (_, i) => i);
  const isPaired = all.map((i) => rowOf(lift, i).some((value) => !Number.isNaN(value)));
  const paired = all.filter((i) => isPaired[i]);
  const alone = all.filter((i) => !isPaired[i]);
  if (paired.length < 2) return all;
  const distances = zeroMatrix(paired.length, paired.length);
  paired.forEach((a, row) => {
    paired.forEach((b, column) => {
      if (a !== b) distances.values[row * paired.length + column] = distanceOf(rowOf(lift, a)[b]!);
    });
  });
  return [...leafOrder(averageLinkage(distances)).map((at) => paired[at]!), ...alone];
}

/** 0 for infinitely attracted, ½ by chance, 1 for never together. */
function distanceOf(lift: number): number {
  return Number.isNaN(lift) ? 1 : 1 / (1 + lift);
}

export interface ExpertPair {
  readonly a: number;
  readonly b: number;
  readonly together: number;
  readonly expected: number;
  readonly lift: number;
  readonly residual: number;
}

export interface StrongestPairs {
  readonly attract: readonly ExpertPair[];
  readonly repel: readonly ExpertPair[];
}

/** Of each kind. */
const MOST_PAIRS = 12;

/** The pairs farthest from chance, those that attract and those that repel, by falling |residual|. */
export function strongestPairs(
  { lift, residual, observed, expected }: Pick<PairAnalysis, 'lift' | 'residual' | 'observed' | 'expected'>,
  most: number,
): StrongestPairs {
  const experts = lift.rows;
  const pairs: ExpertPair[] = [];
  for (let a = 0; a < experts; a++) {
    for (let b = a + 1; b < experts; b++) {
      const at = a * experts + b;
      if (Number.isNaN(residual.values[at]!)) continue;
      pairs.push({
        a,
        b,
        together: observed.values[at]!,
        expected: expected.values[at]!,
        lift: lift.values[at]!,
        residual: residual.values[at]!,
      });
    }
  }
  pairs.sort((one, other) => other.residual - one.residual);
  return {
    attract: pairs.filter((pair) => pair.residual > 0).slice(0, most),
    repel: pairs
      .filter((pair) => pair.residual < 0)
      .slice(-most)
      .reverse(),
  };
}

/** Rows and columns in another order. */
export function reordered({ rows, columns, values }: Matrix, order: readonly number[]): Matrix {
  const result = zeroMatrix(rows, columns);
  order.forEach((from, row) => {
    order.forEach((other, column) => {
      result.values[row * columns + column] = values[from * columns + other]!;
    });
  });
  return result;
}
