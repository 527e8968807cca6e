import type { RankAction } from '../../../core/pruning/plan.ts';
import { RankFields } from '../RankFields.tsx';
import type { ActionView } from './action-view.ts';

export const rankView: ActionView<RankAction> = {
  Fields: RankFields,
  label: 'Lower ranks',
  offer: () => ({
    kind: 'rank',
    scope: { layers: null, projection: null },
    amount: { kind: 'fraction', fraction: 0.25 },
  }),
};
