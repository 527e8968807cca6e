/** How far criteria agree: on the order of experts, and on which of them a plan would remove. */
import { scoresOf } from './known-scores.ts';
import { zeroMatrix, type Matrix } from '../routing/matrix.ts';
import { rankCorrelation } from '../usage/rank-correlation.ts';
import { takeActions } from './cost-plan.ts';
import { isLack, type Criterion } from './criterion.ts';
import type { ExpertsAction } from './plan.ts';
import type { PlanBasis } from './plan-basis.ts';

export interface Agreement {
  /** Those that have what they need, by rows and columns of the matrices. */
  readonly criteria: readonly Criterion[];
  /** Mean of Spearman's ρ over layers; NaN where no layer has both. */
  readonly correlation: Matrix;
  /** Share of the experts that the row's criterion removes which the column's removes too; NaN where it removes none. */
  readonly overlap: Matrix;
  /** What the overlap of lots would be: the share of experts that go. */
  readonly overlapByChance: number;
}

/** `action` with each of the criteria in place of its own. */
export function agreementOf(
  basis: PlanBasis,
  { criteria, action }: { readonly criteria: readonly Criterion[]; readonly action: ExpertsAction },
): Agreement {
  const answers = criteria.flatMap((criterion) => {
    const answer = scoresOf(basis, criterion, action.seed);
    if (isLack(answer)) return [];
    const { gone } = takeActions(basis, { actions: [{ ...action, criterion: criterion.id }] });
    return [{ criterion, values: answer.values, gone }];
  });
  const size = answers.length;
  const correlation = zeroMatrix(size, size);
  const overlap = zeroMatrix(size, size);
  answers.forEach((row, r) =>
    answers.forEach((column, c) => {
      correlation.values[r * size + c] = meanCorrelation(basis, row.values, column.values);
      overlap.values[r * size + c] = sharedPart(row.gone, column.gone);
    }),
  );
  const experts = basis.experts.reduce((sum, count) => sum + count, 0);
  const removed = Math.max(0, ...answers.map(({ gone }) => countOf(gone)));
  return {
    criteria: answers.map(({ criterion }) => criterion),
    correlation,
    overlap,
    overlapByChance: removed / experts,
  };
}

function meanCorrelation({ grid, experts }: PlanBasis, a: Float64Array, b: Float64Array): number {
  const width = grid.columns.length;
  const byLayer = grid.layers
    .map((_, row) => [a, b].map((values) => values.subarray(row * width, row * width + experts[row]!)))
    .map(([first, second]) => rankCorrelation(first!, second!))
    .filter((correlation) => !Number.isNaN(correlation));
  return byLayer.reduce((sum, correlation) => sum + correlation, 0) / byLayer.length;
}

function sharedPart(a: Uint8Array, b: Uint8Array): number {
  return countOf(a.map((isGone, cell) => isGone & b[cell]!)) / countOf(a);
}

function countOf(gone: Uint8Array): number {
  return gone.reduce((sum, isGone) => sum + isGone, 0);
}
