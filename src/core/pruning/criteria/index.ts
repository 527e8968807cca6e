/** Every criterion that experts are pruned by, in the order in which they are offered. */
import { isForeign } from '../aligned-trace.ts';
import type { Criterion } from '../criterion.ts';
import type { PlanBasis } from '../plan-basis.ts';
import { aimer } from './aimer.ts';
import { byLot } from './by-lot.ts';
import { eanMean } from './ean-mean.ts';
import { eanSum } from './ean-sum.ts';
import { frequency } from './frequency.ts';
import { importedScore, importedScoreId } from './imported-score.ts';
import { leaveOneOut } from './leave-one-out.ts';
import { naee } from './naee.ts';
import { reap } from './reap.ts';
import { routerNormChange, routerNormGrowth } from './router-norm-change.ts';
import { routerNorm } from './router-norm.ts';
import { softFrequency } from './soft-frequency.ts';
import { weightNorm } from './weight-norm.ts';
import { weightedEan } from './weighted-ean.ts';
import { weightedFrequency } from './weighted-frequency.ts';

export const criteria = [
  reap,
  frequency,
  softFrequency,
  weightedFrequency,
  eanSum,
  eanMean,
  weightedEan,
  routerNorm,
  routerNormGrowth,
  routerNormChange,
  weightNorm,
  aimer,
  leaveOneOut,
  naee,
  byLot,
] as const satisfies readonly Criterion[];

export type CriterionId = (typeof criteria)[number]['id'];

/** Null for an id that means nothing. */
export function criterionOf(id: string): Criterion | null {
  return criteria.find((known) => known.id === id) ?? importedScore(id);
}

/** Those above, whether they have what they need or not, and every number that the trace's producer wrote. */
export function criteriaFor({ trace }: Pick<PlanBasis, 'trace'>): readonly Criterion[] {
  if (trace === null || isForeign(trace)) return criteria;
  return [...criteria, ...trace.scoreIds.map((name) => importedScore(importedScoreId(name))!)];
}
