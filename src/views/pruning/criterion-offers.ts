/** Criteria that a plan may name: those that can be told here, and those that lack something. */
import { scoresOf } from '../../core/pruning/known-scores.ts';
import { criteriaFor } from '../../core/pruning/criteria/index.ts';
import { isLack, type Criterion } from '../../core/pruning/criterion.ts';
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';

export interface CriterionOffers {
  readonly here: readonly Criterion[];
  readonly lacking: readonly Criterion[];
}

/** Every criterion is asked once a basis: to score ten thousand experts takes a moment. */
const known = new WeakMap<PlanBasis, CriterionOffers>();

export function criterionOffers(basis: PlanBasis): CriterionOffers {
  const offers = known.get(basis) ?? askAll(basis);
  known.set(basis, offers);
  return offers;
}

function askAll(basis: PlanBasis): CriterionOffers {
  const criteria = criteriaFor(basis);
  const isHere = criteria.map((criterion) => !isLack(scoresOf(basis, criterion, 1)));
  return {
    here: criteria.filter((_, i) => isHere[i]!),
    lacking: criteria.filter((_, i) => !isHere[i]!),
  };
}
