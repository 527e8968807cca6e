import { formatCount } from '../../quantity.ts';
import { mergeMethodOf } from '../merging/methods.ts';
import { takeMerge } from '../merging/take-merge.ts';
import type { MergeAction } from '../plan.ts';
import type { ActionKind } from './action-kind.ts';

export const mergeKind: ActionKind<MergeAction> = {
  title: ({ keep, method, isAligned }) =>
    `Merge experts into ${formatCount(keep)} a layer by ${nameWithin(mergeMethodOf(method).name)}${isAligned ? ', aligned' : ''}`,
  needs: () => ['router-likeness'],
  take: takeMerge,
};

/** "HC-SMoE" stays what it is. */
function nameWithin(name: string): string {
  return /^\p{Lu}[\p{Lu}-]/u.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1);
}
