/**
 * A plan as a line of text, for links: its name and its actions, joined by `+`.
 *
 *     name:half+experts:each:64:reap+weights:rms:keep:0.5:pdown:l0-11
 *     experts:total:0.5:8:random:s7        half of all experts, 8 a layer at least, by the seed 7
 *     experts:picked:3/0-7,9+experts:…     experts 0 … 7 and 9 of layer 3
 *     weights:all:threshold:0.001          |w| below 0.001; `mass` and `energy` as well as `keep`
 *
 * `l` begins a list of layers, `p` a projection, `s` a seed; without them all layers, all projections, seed 1. Names are
 * percent-encoded. Whether a checkpoint has such layers, and whether there is such a criterion, `planCosts` says.
 */
import { projections, type Projection } from '../structure.ts';
import type { Action, ExpertsAction, Plan, WeightsAction } from './plan.ts';

/** Longer texts are not read: 16,384 experts picked one by one are shorter. */
const LONGEST_TEXT = 200_000;
/** More ids are not read: `0-999999999` is a short text and a long list. */
const MOST_IDS = 100_000;
const MOST_ACTIONS = 100;

export const FIRST_SEED = 1;

// ---------------------------------------------------------------- writing

/** Empty for a plan of nothing without a name. Lists of ids come out in rising order. */
export function formatPlan({ name, actions }: Plan): string {
  const title = name === '' ? [] : [`name:${encoded(name)}`];
  return [...title, ...actions.map(formatAction)].join('+');
}

function formatAction(action: Action): string {
  if (action.kind === 'weights') {
    const { per, amount, scope } = action;
    const size = amount.kind === 'threshold' ? amount.magnitude : amount.fraction;
    const projection = scope.projection === null ? [] : [`p${scope.projection}`];
    return ['weights', per, amount.kind, number(size), ...projection, ...layersField(scope.layers)].join(':');
  }
  const { amount, criterion, seed, layers } = action;
  if (amount.kind === 'picked') return `experts:picked:${formatPicks(amount.removed)}`;
  const sizes =
    amount.kind === 'each-layer'
      ? ['each', number(amount.keep)]
      : ['total', number(amount.keepFraction), number(amount.atLeast)];
  const seeds = seed === FIRST_SEED ? [] : [`s${seed}`];
  return ['experts', ...sizes, encoded(criterion), ...seeds, ...layersField(layers)].join(':');
}

function layersField(layers: readonly number[] | null): string[] {
  return layers === null ? [] : [`l${formatIds(layers)}`];
}

/** `3/0-7,9_5/1`: layers are joined by `_`. */
function formatPicks(removed: readonly { readonly layer: number; readonly expert: number }[]): string {
  const byLayer = new Map<number, number[]>();
  for (const { layer, expert } of removed) byLayer.set(layer, [...(byLayer.get(layer) ?? []), expert]);
  return [...byLayer]
    .sort(([a], [b]) => a - b)
    .map(([layer, experts]) => `${layer}/${formatIds(experts)}`)
    .join('_');
}

/** `0-7,9`. */
function formatIds(ids: readonly number[]): string {
  const rising = [...new Set(ids)].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const id of rising) {
    const last = runs.at(-1);
    if (last?.[1] === id - 1) last[1] = id;
    else runs.push([id, id]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

function number(value: number): string {
  return String(value).replace('+', '');
}

function encoded(text: string): string {
  // lone surrogates have no encoding
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}

// ---------------------------------------------------------------- reading

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
  if (kind === 'weights') return parseWeights(fields);
  return kind === 'experts' ? parseExperts(fields) : null;
}

const pers = [
  'all',
  'rms',
  'layer',
  'expert',
  'projection',
] as const satisfies readonly WeightsAction['per'][];

function parseWeights([per, kind, size, ...rest]: readonly string[]): WeightsAction | null {
  const value = parseNumber(size);
  const options = parseOptions(rest, 'pl');
  if (!isOneOf(pers, per) || value === null || options === null) return null;
  const { layers, projection } = options;
  const whole = { kind: 'weights', scope: { layers, projection }, per } as const;
  if (kind === 'threshold') return { ...whole, amount: { kind, magnitude: value } };
  if (kind !== 'keep' && kind !== 'mass' && kind !== 'energy') return null;
  return { ...whole, amount: { kind, fraction: value } };
}

function parseExperts([kind, ...fields]: readonly string[]): ExpertsAction | null {
  if (kind === 'picked') {
    const removed = fields.length === 1 ? parsePicks(fields[0]!) : null;
    if (removed === null) return null;
    return { kind: 'experts', layers: null, amount: { kind, removed }, criterion: '', seed: FIRST_SEED };
  }
  const sizes = kind === 'each' ? 1 : 2;
  const [first, second] = fields.slice(0, sizes).map(parseNumber);
  const criterion = decoded(fields[sizes] ?? '');
  const options = parseOptions(fields.slice(sizes + 1), 'sl');
  if (criterion === null || options === null || first === null || first === undefined) return null;
  const rest = { kind: 'experts', layers: options.layers, criterion, seed: options.seed } as const;
  if (kind === 'each') return { ...rest, amount: { kind: 'each-layer', keep: first } };
  if (kind !== 'total' || second === null || second === undefined) return null;
  return { ...rest, amount: { kind: 'all-layers', keepFraction: first, atLeast: second } };
}

interface Options {
  layers: readonly number[] | null;
  projection: Projection | null;
  seed: number;
}

/** Each at most once, and only those that `known` lists. */
function parseOptions(fields: readonly string[], known: string): Options | null {
  const options: Options = { layers: null, projection: null, seed: FIRST_SEED };
  let left = known;
  for (const field of fields) {
    const letter = field.charAt(0);
    const value = field.slice(1);
    if (letter === '' || !left.includes(letter)) return null;
    left = left.replace(letter, '');
    if (letter === 'l') {
      options.layers = parseIds(value);
      if (options.layers === null) return null;
    } else if (letter === 'p') {
      if (!isOneOf(projections, value)) return null;
      options.projection = value;
    } else {
      if (!/^\d{1,10}$/.test(value)) return null;
      options.seed = Number(value);
    }
  }
  return options;
}

function parsePicks(text: string): { layer: number; expert: number }[] | null {
  const removed: { layer: number; expert: number }[] = [];
  for (const item of text === '' ? [] : text.split('_')) {
    const [, layer, list] = /^(\d{1,6})\/(.+)$/.exec(item) ?? [];
    const experts = list === undefined ? null : parseIds(list);
    if (experts === null || removed.length + experts.length > MOST_IDS) return null;
    for (const expert of experts) removed.push({ layer: Number(layer), expert });
  }
  return removed;
}

function parseIds(text: string): number[] | null {
  const ids: number[] = [];
  for (const item of text === '' ? [] : text.split(',')) {
    const [, from, to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(item) ?? [];
    const count = Number(to) - Number(from) + 1;
    if (!(count >= 1) || ids.length + count > MOST_IDS) return null;
    for (let id = Number(from); id <= Number(to); id++) ids.push(id);
  }
  return ids;
}

function parseNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?(e-?\d{1,3})?$/.test(text) ? Number(text) : null;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function isOneOf<T extends string>(known: readonly T[], text: string | undefined): text is T {
  return (known as readonly (string | undefined)[]).includes(text);
}
