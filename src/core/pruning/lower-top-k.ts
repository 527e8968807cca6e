/** Fewer experts a token: the rest of each choice falls away, and nothing of the weights. */
import type { PlacedAction } from './actions/action-kind.ts';
import type { TopKAction } from './plan.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { Taken } from './taken.ts';

export function lowerTopK(
  { grid }: PlanBasis,
  taken: Taken,
  { action: { k }, at }: PlacedAction<TopKAction>,
): void {
  const before = taken.topK;
  if (grid.kind !== 'experts') taken.refuse(at, 'no-experts', {});
  else if (before === null) taken.refuse(at, 'top-k-unknown', {});
  else if (!Number.isInteger(k) || k < 1 || k > before) {
    const range = `a whole number from 1 to ${before}, as many as there are`;
    taken.refuse(at, 'amount-outside', { what: 'The number of experts a token', value: k, range });
  } else {
    taken.topK = k;
    if (k < before) taken.note(at, 'top-k-lowered', { from: before, to: k });
  }
}
