/** What the steps of the case study are called, and what came of each. */
import { gridOf } from '../../core/grid.ts';
import { formatPercent } from '../../core/quantity.ts';
import { curveOf } from '../../core/sketch/curve.ts';
import { knee, type CurvePoint } from '../../core/sketch/measures.ts';
import type { Summary } from '../../core/summary.ts';
import { sketchFromSummary } from '../../state/curves.ts';
import type { OpenSource } from '../../state/session.ts';
import type { StepId, StudyState } from './steps.ts';

export const titles: Readonly<Record<StepId, string>> = {
  train: 'Train on IMDB reviews',
  read: 'Read its sparsity curve',
  prune: 'Prune at the knee, and far beyond',
  retrain: 'Train the pruned model on',
  evaluate: 'Compare what was predicted with what came of it',
};

/** Of all weights of experts. */
export function kneeOf({ catalogue }: OpenSource, summary: Summary): CurvePoint {
  const { sketch } = sketchFromSummary(gridOf(catalogue).parts, catalogue, summary);
  return knee(curveOf(sketch), { quantity: 'mass', population: 'all' });
}

/** Null where there is nothing to tell yet. */
export function outcomeOf(step: StepId, state: StudyState, atKnee: CurvePoint | null): string | null {
  const { run, mended } = state;
  switch (step) {
    case 'train':
      return run?.test === null || run?.test === undefined
        ? null
        : `${formatPercent(run.test.accuracy)} of ${run.test.samples.toLocaleString('en')} test reviews are right.`;
    case 'read':
      return atKnee === null
        ? null
        : `Its knee: ${formatPercent(atKnee.keptFraction)} of the weights hold ${formatPercent(atKnee.massFraction)} of the mass.`;
    case 'prune':
      return state.hasPlans
        ? 'Two plans: the curve predicts what each keeps, and the model is run with it.'
        : null;
    case 'retrain':
      return mended?.origin === undefined
        ? null
        : `Pruned, ${formatPercent(mended.origin.before.after.accuracy)} are right.`;
    case 'evaluate':
      return mended?.test === null || mended?.test === undefined
        ? null
        : `Trained on, ${formatPercent(mended.test.accuracy)} are right.`;
  }
}
