/**
 * Experts chosen together by a token, over all pairs. (OLMoE's own script counts only neighbours in the list of a token's
 * experts.) Counts of parts add up.
 */
import { mapRows, rowOf, zeroMatrix, type Matrix } from '../matrix.ts';
import type { Selection } from '../selection.ts';

/** N_ij, [E, E], symmetric: tokens that chose both; on the diagonal the tokens that chose i. */
export function emptyPairs(experts: number): Matrix {
  return zeroMatrix(experts, experts);
}

/** Adds tokens to `pairs`. An expert listed twice by a token is no pair; ids outside 0 … E − 1 are passed over. */
export function countPairs({ rows: experts, values }: Matrix, selection: Selection): void {
  const { tokens, slots, experts: ids } = selection;
  const isExpert = (id: number) => id >= 0 && id < experts;
  for (let start = 0; start < tokens * slots; start += slots) {
    for (let i = start; i < start + slots; i++) {
      const a = ids[i]!;
      if (!isExpert(a)) continue;
      values[a * experts + a]!++;
      for (let j = start; j < i; j++) {
        const b = ids[j]!;
        if (!isExpert(b) || a === b) continue;
        values[a * experts + b]!++;
        values[b * experts + a]!++;
      }
    }
  }
}

/** P(j|i) = N_ij/N_i, [E, E], by rows i: the share of i's tokens that j has too. Rows of unused experts are NaN. */
export function conditionalShares(pairs: Matrix): Matrix {
  return mapRows(pairs, (row, i) => row.map((count) => count / row[i]!));
}

export interface CoActivation {
  /** N_ij/E[N_ij]: above 1 the two attract, below they repel. NaN where chance allows no such pair, and for i = j. */
  readonly lift: Matrix;
  /** (N_ij − E[N_ij])/√E[N_ij]: in units of about one standard deviation for rare pairs, fewer for common ones. */
  readonly residual: Matrix;
}

/** Pairs beside what chance would make of them, as `expectedPairs` tells it: both [E, E]. */
export function coActivation(pairs: Matrix, expected: Matrix): CoActivation {
  const compare = (measure: (count: number, chance: number) => number) =>
    mapRows(pairs, (row, i) =>
      row.map((count, j) => {
        const chance = rowOf(expected, i)[j]!;
        return i === j || chance === 0 ? NaN : measure(count, chance);
      }),
    );
  return {
    lift: compare((count, chance) => count / chance),
    residual: compare((count, chance) => (count - chance) / Math.sqrt(chance)),
  };
}
