import { formatCount } from '../../quantity.ts';
import { lowerTopK } from '../lower-top-k.ts';
import type { TopKAction } from '../plan.ts';
import type { ActionKind } from './action-kind.ts';

export const topKKind: ActionKind<TopKAction> = {
  title: ({ k }) => `Let tokens choose ${k === 1 ? 'one expert' : `${formatCount(k)} experts`}`,
  needs: () => [],
  take: lowerTopK,
};
