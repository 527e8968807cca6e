import { formatCount, formatPercent } from '../../quantity.ts';
import { criterionOf } from '../criteria/index.ts';
import type { ExpertsAction } from '../plan.ts';
import { removeExperts } from '../remove-experts.ts';
import type { ActionKind, ActionNeed } from './action-kind.ts';

export const expertsKind: ActionKind<ExpertsAction> = {
  title: (action) => {
    const ofRest = action.becomes === 'mean-output' ? ', mean outputs of the rest' : '';
    return `${keptTitle(action)}${ofRest}`;
  },
  needs: ({ amount, criterion }): readonly ActionNeed[] => {
    const needs = amount.kind === 'picked' ? undefined : criterionOf(criterion)?.needs;
    if (needs === 'two-checkpoints') return ['routers', 'routers-before'];
    return needs === 'routers' || needs === 'measured' ? [needs] : [];
  },
  take: removeExperts,
};

function keptTitle({ amount, criterion, becomes }: ExpertsAction): string {
  if (amount.kind === 'picked') {
    const { length } = amount.removed;
    const verb = becomes === 'mean-output' ? 'Empty' : 'Remove';
    return `${verb} ${length === 1 ? 'a picked expert' : `${formatCount(length)} picked experts`}`;
  }
  const by = `by ${lowerFirst(criterionOf(criterion)?.name ?? criterion)}`;
  return amount.kind === 'each-layer'
    ? `Keep ${formatCount(amount.keep)} experts a layer ${by}`
    : `Keep ${formatPercent(amount.keepFraction)} of all experts ${by}`;
}

/** "REAP" stays what it is. */
function lowerFirst(text: string): string {
  const isAcronym = /^\p{Lu}{2}/u.test(text);
  return isAcronym ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
