/** Why a plan can't be written as it stands, before the checkpoint is even asked. */
import { explainPlanRemark } from '../../../core/pruning/plan-remark-words.ts';
import type { PlanBasis } from '../../../core/pruning/plan-basis.ts';
import type { PlanCosts } from '../../../core/pruning/plan-costs.ts';

/** Sentences; none where it may be written. */
export function exportRefusals({ input }: PlanBasis, { problems, thresholds }: PlanCosts): readonly string[] {
  const isSampled = input.summary.kind === 'sample' && thresholds.some((threshold) => threshold > 0);
  return [
    ...problems.map((problem) => {
      const { title, body } = explainPlanRemark(problem);
      return `Action ${problem.action + 1} could not be taken. ${title}: ${body}`;
    }),
    ...(isSampled
      ? ['Thresholds are estimates until every weight was read: go on with “Read all weights” first.']
      : []),
  ];
}
