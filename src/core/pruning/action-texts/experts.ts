/**
 *     experts:each:64:reap
 *     experts:total:0.5:8:random:s7        half of all experts, 8 a layer at least, by the seed 7
 *     experts:picked:3/0-7,9_5/1           experts 0 … 7 and 9 of layer 3, 1 of layer 5
 *     experts:each:64:frequency:bmean-output   the others say their mean output from then on
 */
import {
  readCount,
  readLayers,
  readNumber,
  readObject,
  readOneOf,
  wrong,
  type Fields,
} from '../json-fields.ts';
import type { ExpertsAction } from '../plan.ts';
import {
  decoded,
  encoded,
  formatIds,
  formatNumber,
  layersField,
  MOST_IDS,
  parseIds,
  parseLayers,
  parseNumber,
  parseOptions,
  type Options,
} from '../text-fields.ts';
import type { ActionText } from './action-text.ts';

/** Of plans that name none. */
export const FIRST_SEED = 1;

const fates = ['nothing', 'mean-output'] as const;

interface ExpertOfLayer {
  readonly layer: number;
  readonly expert: number;
}

export const expertsText: ActionText<ExpertsAction> = {
  format: ({ amount, criterion, seed, layers, becomes = 'nothing' }) => {
    const left = becomes === 'nothing' ? [] : [`b${becomes}`];
    if (amount.kind === 'picked') return ['picked', formatPicks(amount.removed), ...left];
    const sizes =
      amount.kind === 'each-layer'
        ? ['each', formatNumber(amount.keep)]
        : ['total', formatNumber(amount.keepFraction), formatNumber(amount.atLeast)];
    const seeds = seed === FIRST_SEED ? [] : [`s${seed}`];
    return [...sizes, encoded(criterion), ...seeds, ...left, ...layersField(layers)];
  },

  parse: ([kind, ...fields]) => (kind === 'picked' ? parsePicked(fields) : parseCounted(kind, fields)),

  read: ({ layers, amount, criterion, seed, becomes }, at) => {
    const own = readAmount(readObject(amount, `${at}.amount`), `${at}.amount`);
    if (typeof criterion !== 'string' && own.kind !== 'picked') throw wrong(`${at}.criterion`, 'a text');
    return {
      kind: 'experts',
      layers: readLayers(layers, `${at}.layers`),
      amount: own,
      criterion: typeof criterion === 'string' ? criterion : '',
      seed: seed === undefined ? FIRST_SEED : readCount(seed, `${at}.seed`),
      ...(becomes === undefined ? {} : { becomes: readOneOf(fates, becomes, `${at}.becomes`) }),
    };
  },
};

function parsePicked(fields: readonly string[]): ExpertsAction | null {
  const removed = fields.length === 0 ? null : parsePicks(fields[0]!);
  const fate = parseFate(parseOptions(fields.slice(1), 'b'));
  if (removed === null || fate === null) return null;
  return {
    kind: 'experts',
    layers: null,
    amount: { kind: 'picked', removed },
    criterion: '',
    seed: FIRST_SEED,
    ...fate,
  };
}

function parseCounted(kind: string | undefined, fields: readonly string[]): ExpertsAction | null {
  const sizes = kind === 'each' ? 1 : 2;
  const [first, second] = fields.slice(0, sizes).map(parseNumber);
  const criterion = decoded(fields[sizes] ?? '');
  const options = parseOptions(fields.slice(sizes + 1), 'slb');
  const layers = options && parseLayers(options);
  const seed = parseSeed(options?.get('s'));
  const fate = parseFate(options);
  if (criterion === null || layers === null || seed === null || fate === null) return null;
  if (first === null || first === undefined) return null;
  const rest = { kind: 'experts', ...layers, criterion, seed, ...fate } as const;
  if (kind === 'each') return { ...rest, amount: { kind: 'each-layer', keep: first } };
  if (kind !== 'total' || !Number.isSafeInteger(second)) return null;
  return { ...rest, amount: { kind: 'all-layers', keepFraction: first, atLeast: second! } };
}

function parseFate(options: Options | null): Pick<ExpertsAction, 'becomes'> | null {
  const becomes = options?.get('b');
  if (options === null || (becomes !== undefined && becomes !== 'mean-output')) return null;
  return becomes === undefined ? {} : { becomes };
}

function parseSeed(text: string | undefined): number | null {
  if (text === undefined) return FIRST_SEED;
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

/** Layers are joined by `_`. */
function formatPicks(removed: readonly ExpertOfLayer[]): string {
  const byLayer = new Map<number, number[]>();
  for (const { layer, expert } of removed) byLayer.set(layer, [...(byLayer.get(layer) ?? []), expert]);
  return [...byLayer]
    .sort(([a], [b]) => a - b)
    .map(([layer, experts]) => `${layer}/${formatIds(experts)}`)
    .join('_');
}

function parsePicks(text: string): ExpertOfLayer[] | null {
  const removed: ExpertOfLayer[] = [];
  for (const item of text === '' ? [] : text.split('_')) {
    const [, layer, list] = /^(\d{1,6})\/(.+)$/.exec(item) ?? [];
    const experts = list === undefined ? null : parseIds(list);
    if (experts === null || removed.length + experts.length > MOST_IDS) return null;
    for (const expert of experts) removed.push({ layer: Number(layer), expert });
  }
  return removed;
}

function readAmount(amount: Fields, at: string): ExpertsAction['amount'] {
  const kind = readOneOf(['each-layer', 'all-layers', 'picked'], amount.kind, `${at}.kind`);
  if (kind === 'each-layer') return { kind, keep: readNumber(amount.keep, `${at}.keep`) };
  if (kind === 'all-layers') {
    return {
      kind,
      keepFraction: readNumber(amount.keepFraction, `${at}.keepFraction`),
      atLeast: readCount(amount.atLeast, `${at}.atLeast`),
    };
  }
  if (!Array.isArray(amount.removed)) throw wrong(`${at}.removed`, 'a list');
  const removed = amount.removed.map((value, i) => {
    const { layer, expert } = readObject(value, `${at}.removed[${i}]`);
    return {
      layer: readCount(layer, `${at}.removed[${i}].layer`),
      expert: readCount(expert, `${at}.removed[${i}].expert`),
    };
  });
  return { kind, removed };
}
