/** Pieces that the text of actions is made of (plan-text.ts): fields between colons, in both directions. */
import { projections, type Projection } from '../structure.ts';
import type { ActionScope } from './plan.ts';

/** More ids are not read: `0-999999999` is a short text and a long list. */
export const MOST_IDS = 100_000;

// ---------------------------------------------------------------- writing

export function layersField(layers: readonly number[] | null): string[] {
  return layers === null ? [] : [`l${formatIds(layers)}`];
}

export function scopeFields({ layers, projection }: ActionScope): string[] {
  return [...(projection === null ? [] : [`p${projection}`]), ...layersField(layers)];
}

/** `0-7,9`, in rising order. */
export function formatIds(ids: readonly number[]): string {
  const rising = [...new Set(ids)].sort((a, b) => a - b);
  const runs: [number, number][] = [];
  for (const id of rising) {
    const last = runs.at(-1);
    if (last?.[1] === id - 1) last[1] = id;
    else runs.push([id, id]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

export function formatNumber(value: number): string {
  return String(value).replace('+', '');
}

export function encoded(text: string): string {
  // lone surrogates have no encoding
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}

// ---------------------------------------------------------------- reading: null for what makes no sense

export type Options = ReadonlyMap<string, string>;

/** What follows each letter: every one at most once, and only those that `known` lists. */
export function parseOptions(fields: readonly string[], known: string): Options | null {
  const options = new Map<string, string>();
  for (const field of fields) {
    const letter = field.charAt(0);
    if (letter === '' || !known.includes(letter) || options.has(letter)) return null;
    options.set(letter, field.slice(1));
  }
  return options;
}

/** All where there is no such option. */
export function parseLayers(options: Options): Pick<ActionScope, 'layers'> | null {
  const text = options.get('l');
  if (text === undefined) return { layers: null };
  const layers = parseIds(text);
  return layers && { layers };
}

export function parseScope(options: Options): ActionScope | null {
  const own = parseLayers(options);
  const projection: string | null = options.get('p') ?? null;
  if (own === null || (projection !== null && !isOneOf<Projection>(projections, projection))) return null;
  return { ...own, projection };
}

export function parseIds(text: string): number[] | null {
  const ids: number[] = [];
  for (const item of text === '' ? [] : text.split(',')) {
    const [, from, to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(item) ?? [];
    const count = Number(to) - Number(from) + 1;
    if (!(count >= 1) || ids.length + count > MOST_IDS) return null;
    for (let id = Number(from); id <= Number(to); id++) ids.push(id);
  }
  return ids;
}

export function parseNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?(e-?\d{1,3})?$/.test(text) ? Number(text) : null;
}

export function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

export function isOneOf<T extends string>(known: readonly T[], text: string | undefined): text is T {
  return (known as readonly (string | undefined)[]).includes(text);
}
