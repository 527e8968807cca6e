import type { WeightsAction } from '../../../core/pruning/plan.ts';
import { WeightsFields } from '../WeightsFields.tsx';
import type { ActionView } from './action-view.ts';

export const weightsView: ActionView<WeightsAction> = {
  Fields: WeightsFields,
  label: 'Cut weights',
  offer: () => ({
    kind: 'weights',
    scope: { layers: null, projection: null },
    per: 'all',
    amount: { kind: 'keep', fraction: 0.5 },
  }),
};
