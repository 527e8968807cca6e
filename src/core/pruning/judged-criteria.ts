/** Criteria beside the truth: how each orders experts, against what the model loses without them. */
import { scoresOf } from './known-scores.ts';
import { rankCorrelation } from '../usage/rank-correlation.ts';
import { criteriaFor } from './criteria/index.ts';
import { isLack, type Criterion } from './criterion.ts';
import type { LeaveOneOut } from './measured.ts';
import { scoreIds } from './measured-scores.ts';
import type { PlanBasis } from './plan-basis.ts';

export interface JudgedCriterion {
  readonly criterion: Criterion;
  /** Spearman's ρ with the rise of the loss; NaN where the criterion tells experts of the layer nothing apart. */
  readonly correlation: number;
}

/** Those that have what they need, the best first. */
export function judgedCriteria(basis: PlanBasis, measured: LeaveOneOut): readonly JudgedCriterion[] {
  const { grid } = basis;
  const row = grid.layers.indexOf(measured.layer);
  const rise = Float64Array.from(measured.lossWithout, (without) => without - measured.loss);
  const from = row * grid.columns.length;
  return criteriaFor(basis)
    .filter(({ id }) => id !== scoreIds.leaveOneOut)
    .flatMap((criterion): JudgedCriterion[] => {
      const answer = scoresOf(basis, criterion, 1);
      if (row < 0 || isLack(answer)) return [];
      const values = answer.values.subarray(from, from + rise.length);
      return [{ criterion, correlation: rankCorrelation(values, rise) }];
    })
    .sort((a, b) => orderOf(b) - orderOf(a));
}

/** NaN comes last. */
function orderOf({ correlation }: JudgedCriterion): number {
  return Number.isNaN(correlation) ? -2 : correlation;
}
