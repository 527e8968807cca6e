/**
 * A plan as a line of text, for links: its name and its actions, joined by `+`.
 *
 *     name:half+experts:each:64:reap+weights:rms:keep:0.5:pdown:l0-11
 *
 * Of each action first its kind, then its fields, as `action-texts/` has them; `l` begins a list of layers, `p` a projection,
 * `s` a seed; without them all layers, all projections, seed 1. Names are percent-encoded. Whether a checkpoint has such
 * layers, and whether there is such a criterion, `planCosts` says.
 */
import { actionTextOf, actionTexts, isActionKind } from './action-texts/index.ts';
import type { Action, Plan } from './plan.ts';
import { decoded, encoded } from './text-fields.ts';

/** Longer texts are not read: 16,384 experts picked one by one are shorter. */
const LONGEST_TEXT = 200_000;
const MOST_ACTIONS = 100;

/** Empty for a plan of nothing without a name. */
export function formatPlan({ name, actions }: Plan): string {
  const title = name === '' ? [] : [`name:${encoded(name)}`];
  return [...title, ...actions.map(formatAction)].join('+');
}

function formatAction(action: Action): string {
  return [action.kind, ...actionTextOf(action).format(action)].join(':');
}

/** Null if the text makes no sense. */
export function parsePlan(text: string): Plan | null {
  if (text.length > LONGEST_TEXT) return null;
  const items = text === '' ? [] : text.split('+');
  const name = items[0]?.startsWith('name:') === true ? decoded(items.shift()!.slice('name:'.length)) : '';
  const actions = items.map(parseAction);
  if (name === null || actions.length > MOST_ACTIONS) return null;
  return actions.every((action) => action !== null) ? { name, actions } : null;
}

function parseAction(text: string): Action | null {
  const [kind, ...fields] = text.split(':');
  return isActionKind(kind) ? actionTexts[kind].parse(fields) : null;
}
