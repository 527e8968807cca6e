import { actionTitle } from '../../../core/pruning/actions/index.ts';
import { actionsNotRun } from '../../../core/pruning/not-run.ts';
import type { Plan } from '../../../core/pruning/plan.ts';
import { Notice } from '../../../ui/Notice.tsx';

/** What of the plan is only predicted; nothing where all of it is run. */
export function NotRunNotice({ plan }: { readonly plan: Plan }) {
  const left = actionsNotRun(plan);
  if (left.length === 0) return null;
  return (
    <Notice tone="warning" title="Measured without part of the plan">
      Not run, only predicted: {left.map((action) => actionTitle(action)).join('; ')}.
    </Notice>
  );
}
