/** A plan out of JSON, as the command line takes it (public/schemas/pruning-plan-1.schema.json). */
import { actionTexts, isActionKind } from './action-texts/index.ts';
import { readObject, wrong } from './json-fields.ts';
import type { Action, Plan } from './plan.ts';

/** Rises only when a reader of the old form would misread the new. */
export const PLAN_VERSION = 1;

/** Says what is wrong with it in a `RangeError` that begins with the place: `actions[1].amount: …`. */
export function readPlan(value: unknown): Plan {
  const plan = readObject(value, 'the plan');
  const { version = PLAN_VERSION, name = '', actions } = plan;
  if (version !== PLAN_VERSION) throw wrong('version', `${PLAN_VERSION} is the only one there is`);
  if (typeof name !== 'string') throw wrong('name', 'a text');
  if (!Array.isArray(actions)) throw wrong('actions', 'a list');
  return { name, actions: actions.map((action, i) => readAction(action, `actions[${i}]`)) };
}

function readAction(value: unknown, at: string): Action {
  const action = readObject(value, at);
  if (isActionKind(action.kind)) return actionTexts[action.kind].read(action, at);
  const kinds = Object.keys(actionTexts).map((kind) => `“${kind}”`);
  throw wrong(`${at}.kind`, `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)!}`);
}
