import type { TopKAction } from '../../../core/pruning/plan.ts';
import { TopKFields } from '../TopKFields.tsx';
import type { ActionView } from './action-view.ts';

export const topKView: ActionView<TopKAction> = {
  Fields: TopKFields,
  label: 'Choose fewer',
  offer: ({ grid, topK }) =>
    grid.kind === 'experts' && topK !== null && topK > 1
      ? { kind: 'top-k', layers: null, k: Math.max(1, Math.floor(topK / 2)) }
      : null,
};
