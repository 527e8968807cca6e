import type { ExpertsAction } from '../../../core/pruning/plan.ts';
import { ExpertsFields } from '../ExpertsFields.tsx';
import type { ActionView } from './action-view.ts';

export const expertsView: ActionView<ExpertsAction> = {
  Fields: ExpertsFields,
  label: 'Remove experts',
  /** A quarter fewer, as far as tokens leave room for it. */
  offer: ({ grid, experts, topK }, { here }) => {
    if (grid.kind !== 'experts') return null;
    const most = Math.max(1, ...experts);
    const keep = Math.min(most, Math.max(topK ?? 1, Math.round(0.75 * most)));
    const criterion = here[0]?.id ?? 'weight-norm';
    return { kind: 'experts', layers: null, criterion, seed: 1, amount: { kind: 'each-layer', keep } };
  },
};
