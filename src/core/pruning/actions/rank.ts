import { takeRank } from '../approximation/take-rank.ts';
import { formatPercent } from '../../quantity.ts';
import type { RankAction } from '../plan.ts';
import type { ActionKind } from './action-kind.ts';

export const rankKind: ActionKind<RankAction> = {
  title: ({ amount }) =>
    amount.kind === 'fraction'
      ? `Lower ranks to ${formatPercent(amount.fraction)}`
      : `Lower ranks to ${formatPercent(amount.fraction)} of the energy`,
  needs: () => ['singular-values'],
  take: takeRank,
};
