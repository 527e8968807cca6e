/** How every kind of action is written. */
import type { Action, ActionTypes } from '../plan.ts';
import type { ActionText } from './action-text.ts';
import { expertsText } from './experts.ts';
import { mergeText } from './merge.ts';
import { quantiseText } from './quantise.ts';
import { rankText } from './rank.ts';
import { topKText } from './top-k.ts';
import { weightsText } from './weights.ts';

export const actionTexts: { readonly [K in keyof ActionTypes]: ActionText<ActionTypes[K]> } = {
  weights: weightsText,
  experts: expertsText,
  merge: mergeText,
  'top-k': topKText,
  quantise: quantiseText,
  rank: rankText,
};

export function isActionKind(kind: unknown): kind is Action['kind'] {
  return typeof kind === 'string' && Object.hasOwn(actionTexts, kind);
}

/** Of the action's own kind, so that it takes this action. */
export function actionTextOf<A extends Action>({ kind }: Pick<A, 'kind'>): ActionText<A> {
  return actionTexts[kind] as unknown as ActionText<A>;
}
