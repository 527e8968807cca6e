/** Criteria that a plan may name: those that can be told here, and those that lack something. */
import { isLack, type Criterion } from '../../core/pruning/criterion.ts';
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';

export interface CriterionOffers {
  readonly here: readonly Criterion[];
  readonly lacking: readonly Criterion[];
}

export function criterionOffers(basis: PlanBasis, criteria: readonly Criterion[]): CriterionOffers {
  const isHere = criteria.map((criterion) => !isLack(criterion.scores(basis, { seed: 1 })));
  return {
    here: criteria.filter((_, i) => isHere[i]!),
    lacking: criteria.filter((_, i) => !isHere[i]!),
  };
}
