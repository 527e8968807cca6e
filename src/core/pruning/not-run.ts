/** Actions that can be predicted and not run, as they ask for more than the weights of a trained model. */
import type { Action, Plan } from './plan.ts';

/** What measured costs of the plan leave out: Wanda's, whose inputs are those of a trace. */
export function actionsNotRun({ actions }: Plan): readonly Action[] {
  return actions.filter((action) => action.kind === 'weights' && action.score === 'wanda');
}
