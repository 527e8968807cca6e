/** Actions that can be predicted and not run: a trained model takes experts that go, thresholds, and fewer experts a token. */
import { modelEdits } from './model-edits.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { Action, Plan } from './plan.ts';

/** What measured costs of the plan leave out. */
export function actionsNotRun(basis: PlanBasis, plan: Plan): readonly Action[] {
  const { topK } = modelEdits(basis, plan);
  return plan.actions.filter((action) => {
    switch (action.kind) {
      case 'weights':
        return action.amount.kind === 'pattern' || action.per === 'neuron' || action.score === 'wanda';
      case 'experts':
        return action.becomes === 'mean-output';
      case 'top-k':
        return topK === null;
      default:
        return true;
    }
  });
}
