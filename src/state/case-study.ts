/** The case study that the page leads through: a run, its checkpoint, its plans, and a second run that mends it. Not part of a link. */
import { create } from 'zustand';
import type { Plan } from '../core/pruning/plan.ts';
import type { Recipe } from '../core/recipe.ts';
import type { OpenSource } from './session.ts';
import { startRun } from './training/run-actions.ts';
import type { RunId } from './training/run-record.ts';
import { changeView } from './view.ts';

export interface CaseStudy {
  /** Null while nobody follows it. */
  readonly run: RunId | null;
}

export const useCaseStudy = create<CaseStudy>(() => ({ run: null }));

/** Trains its model, and goes to where that is watched. */
export function beginCaseStudy(recipe: Recipe, name: string): void {
  changeView({ panel: 'train', recipe });
  useCaseStudy.setState({ run: startRun(recipe, { name }) });
}

/** Everything that came of it stays. */
export function leaveCaseStudy(): void {
  useCaseStudy.setState({ run: null });
}

/** What is far beyond every knee: there is something to mend. */
const SHARE_FAR_BEYOND = 0.01;

/** Prunes at the knee of the sparsity curve, which keeps this share of weights, and far beyond it. */
export function pruneAtKnee(source: OpenSource, kept: number): void {
  const planned = (name: string, fraction: number): Plan => ({
    name,
    actions: [
      {
        kind: 'weights',
        scope: { layers: null, projection: null },
        per: 'all',
        amount: { kind: 'keep', fraction },
      },
    ],
  });
  changeView({
    panel: 'pruning',
    matrixSource: source.id,
    plans: [planned('At the knee', kept), planned('Far beyond', SHARE_FAR_BEYOND)],
    shownPlan: 1,
  });
}
