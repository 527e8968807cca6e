/** What every kind of action is called, needs and takes. */
import { orderedTableIds, type OrderedTableId } from '../ordered-tables.ts';
import type { Action, ActionTypes, Plan } from '../plan.ts';
import type { ActionKind, ActionNeed } from './action-kind.ts';
import { expertsKind } from './experts.ts';
import { mergeKind } from './merge.ts';
import { quantiseKind } from './quantise.ts';
import { rankKind } from './rank.ts';
import { topKKind } from './top-k.ts';
import { weightsKind } from './weights.ts';

export const actionKinds: { readonly [K in keyof ActionTypes]: ActionKind<ActionTypes[K]> } = {
  weights: weightsKind,
  experts: expertsKind,
  merge: mergeKind,
  'top-k': topKKind,
  quantise: quantiseKind,
  rank: rankKind,
};

/** Of the action's own kind, so that it takes this action. */
export function actionKindOf<A extends Action>({ kind }: Pick<A, 'kind'>): ActionKind<A> {
  return actionKinds[kind] as unknown as ActionKind<A>;
}

/** What an action does, in a line. */
export function actionTitle(action: Action): string {
  return actionKindOf(action).title(action);
}

/** Tables that plans need of a pass over whole matrices. */
export function neededTables(plans: readonly Pick<Plan, 'actions'>[]): readonly OrderedTableId[] {
  return orderedTableIds.filter((id) => isNeeded(id, plans));
}

/** Whether any of the plans needs something beyond the scan. */
export function isNeeded(need: ActionNeed, plans: readonly Pick<Plan, 'actions'>[]): boolean {
  return plans.some(({ actions }) =>
    actions.some((action) => actionKindOf(action).needs(action).includes(need)),
  );
}
