import type { MergeAction } from '../../../core/pruning/plan.ts';
import { MergeFields } from '../MergeFields.tsx';
import type { ActionView } from './action-view.ts';

export const mergeView: ActionView<MergeAction> = {
  Fields: MergeFields,
  label: 'Merge experts',
  /** A quarter fewer, as far as tokens leave room for it. */
  offer: ({ grid, experts, topK }) => {
    const most = Math.max(1, ...experts);
    if (grid.kind !== 'experts' || most < 2) return null;
    const keep = Math.min(most, Math.max(topK ?? 1, Math.round(0.75 * most)));
    return { kind: 'merge', layers: null, keep, method: 'similar-outputs', isAligned: true };
  },
};
