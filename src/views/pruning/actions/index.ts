/** Every kind of action on the page, in the order in which they are offered. */
import type { Action, ActionTypes } from '../../../core/pruning/plan.ts';
import type { ActionView } from './action-view.ts';
import { expertsView } from './experts.ts';
import { mergeView } from './merge.ts';
import { quantiseView } from './quantise.ts';
import { rankView } from './rank.ts';
import { topKView } from './top-k.ts';
import { weightsView } from './weights.ts';

export const actionViews: { readonly [K in keyof ActionTypes]: ActionView<ActionTypes[K]> } = {
  weights: weightsView,
  experts: expertsView,
  merge: mergeView,
  'top-k': topKView,
  quantise: quantiseView,
  rank: rankView,
};

/** Of the action's own kind, so that its fields take this action. */
export function actionViewOf<A extends Action>({ kind }: Pick<A, 'kind'>): ActionView<A> {
  return actionViews[kind] as unknown as ActionView<A>;
}
