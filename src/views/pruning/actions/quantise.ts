import type { QuantiseAction } from '../../../core/pruning/plan.ts';
import { QuantiseFields } from '../QuantiseFields.tsx';
import type { ActionView } from './action-view.ts';

export const quantiseView: ActionView<QuantiseAction> = {
  Fields: QuantiseFields,
  label: 'Quantise',
  offer: ({ grid }) => ({
    kind: 'quantise',
    of: grid.kind === 'experts' ? 'experts' : 'rest',
    bits: 8,
    group: 'tensor',
  }),
};
