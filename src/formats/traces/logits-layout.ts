/** Which arrays of a file are the logits of routers, and of which layer: by their names, their shapes and their number. */
import { layerOfKey } from './layer-keys.ts';
import { lookNamedArrays, type NamedArrays } from './looks/arrays.ts';
import { lookOnce } from './looks/once.ts';
import { entryOf, lookTorch, type Saved } from './looks/saved.ts';
import { TraceArray } from './looks/trace-array.ts';

/** What one forward pass gave. */
export interface LogitsBatch {
  /** By layer; null for one without a router. */
  readonly layers: readonly (TraceArray | null)[];
  readonly tokenIds: TraceArray | null;
}

export interface Logits {
  readonly batches: readonly LogitsBatch[];
  readonly layerIds: readonly number[];
  readonly experts: number;
  /** Null where it is not told. */
  readonly topK: number | null;
}

/** Experts of a layer: wider rows are hidden states or vocabularies. */
const MAX_EXPERTS = 1024;

const LOGITS_KEYS = ['router_logits', 'gate_logits', 'router_probs'];
const TOP_K_KEYS = ['num_experts_per_tok', 'top_k', 'topk', 'moe_top_k', 'k'];

export const lookLogits = lookOnce(async (file): Promise<Logits | null> => {
  const saved = (await lookTorch(file))?.object;
  if (saved !== undefined) return logitsOfSaved(saved);
  const named = await lookNamedArrays(file);
  return named && logitsOfArrays(named);
});

function logitsOfSaved(saved: Saved): Logits | null {
  const under = LOGITS_KEYS.map((key) => entryOf(saved, key)).find((value) => value !== undefined);
  const topK = topKOf(TOP_K_KEYS.map((key) => entryOf(saved, key)));
  const tokenIds = entryOf(saved, 'input_ids');
  const ids = tokenIds instanceof TraceArray && tokenIds.isInteger ? tokenIds : null;
  if (under instanceof TraceArray)
    return logitsOf([{ layers: [under], tokenIds: ids }], { topK, isStacked: true });
  const listed = listOf(under ?? saved);
  if (listed === null) return null;
  const passes = listed.values.map((value) => entryOf(value, 'router_logits') ?? value);
  if (passes.every(isPass)) {
    return logitsOf(
      passes.map((inPass) => ({ layers: inPass, tokenIds: null })),
      { topK },
    );
  }
  const layers = listed.values.map(firstOfPair);
  if (!layers.every(isLogitsOrNull)) return null;
  const isNamed = under !== undefined;
  return logitsOf([{ layers, tokenIds: ids }], { topK, layerIds: listed.ids, isNamed });
}

function listOf(
  value: Saved,
): { readonly values: readonly Saved[]; readonly ids?: readonly number[] } | null {
  if (Array.isArray(value)) return { values: value };
  if (!(value instanceof Map)) return null;
  const ids = [...value.keys()].map(layerOfKey);
  return ids.every((id) => id !== null) ? { values: [...value.values()], ids } : null;
}

/** Switch Transformers pairs the logits of a layer with the expert it chose. */
function firstOfPair(value: Saved): Saved {
  return Array.isArray(value) && value.length === 2 && value[0] instanceof TraceArray ? value[0] : value;
}

function isPass(value: Saved): value is (TraceArray | null)[] {
  return Array.isArray(value) && value.every(isLogitsOrNull);
}

function isLogitsOrNull(value: Saved): value is TraceArray | null {
  return value === null || (value instanceof TraceArray && value.isFloat);
}

function topKOf(values: readonly unknown[]): number | null {
  const found = values
    .map(Number)
    .find((value) => Number.isInteger(value) && value > 0 && value <= MAX_EXPERTS);
  return found ?? null;
}

function logitsOfArrays({ arrays, metadata }: NamedArrays): Logits | null {
  const topK = topKOf(TOP_K_KEYS.map((key) => metadata[key]));
  const ids = arrays.get('input_ids');
  const tokenIds = ids?.isInteger === true ? ids : null;
  const others = [...arrays].filter(([name]) => name !== 'input_ids');
  const [only] = others;
  if (others.length === 1 && only && LOGITS_KEYS.includes(only[0])) {
    return logitsOf([{ layers: [only[1]], tokenIds }], { topK, isStacked: only[1].shape.length === 3 });
  }
  const named = others.map(([name, array]) => ({ ...layerOfName(name), array }));
  if (!named.every((each) => each.layer !== undefined && each.array.isFloat)) return null;
  const sorted = named.sort((a, b) => a.layer! - b.layer!);
  const isNamed = sorted.every(({ isRouter }) => isRouter);
  return logitsOf([{ layers: sorted.map(({ array }) => array), tokenIds }], {
    topK,
    layerIds: sorted.map(({ layer }) => layer!),
    isNamed,
  });
}

/** `router_logits.3`, `layers.3.router_logits`, `layer_3`, `arr_3`, `3` */
function layerOfName(name: string): { layer?: number; isRouter?: boolean } {
  const [id] = /\d{1,5}/.exec(name) ?? [];
  const isRouter = /logits|router_probs/i.test(name);
  const isPlain = /^(?:arr_|layers?[._]?)?\d{1,5}$/.test(name);
  return id === undefined || !(isRouter || isPlain) ? {} : { layer: Number(id), isRouter };
}

interface Context {
  readonly topK: number | null;
  readonly layerIds?: readonly number[] | undefined;
  /** True where names say that these are logits; without, they may be weights. */
  readonly isNamed?: boolean;
  /** True for one array of all layers, [L, N, E]. */
  readonly isStacked?: boolean;
}

/** Null where shapes do not fit together as those of logits do. */
function logitsOf(
  batches: readonly LogitsBatch[],
  { topK, layerIds, isNamed = true, isStacked }: Context,
): Logits | null {
  const [first] = batches;
  const arrays = batches.flatMap(({ layers }) => layers.filter((layer) => layer !== null));
  const experts = arrays[0]?.shape.at(-1) ?? 0;
  if (first === undefined || experts < (isNamed ? 1 : 2) || experts > MAX_EXPERTS) return null;
  if (!arrays.every((array) => isTable(array, experts)) || !(isNamed || mayBeLogits(arrays))) return null;
  const layers = isStacked ? stackedLayers(arrays[0]!) : first.layers.length;
  if (batches.some((batch) => batch.layers.length !== first.layers.length)) return null;
  return { batches, layerIds: layerIds ?? Array.from({ length: layers }, (_, i) => i), experts, topK };
}

function isTable({ shape, isFloat }: TraceArray, experts: number): boolean {
  const isDeep = shape.length === 2 || shape.length === 3;
  return isFloat && isDeep && shape.at(-1) === experts && !shape.includes(0);
}

function stackedLayers({ shape, rows }: TraceArray): number {
  return shape.length === 3 ? rows : 1;
}

/** Of arrays whose names tell nothing: several of one shape, and no square matrices, which are weights. */
function mayBeLogits(arrays: readonly TraceArray[]): boolean {
  const [first] = arrays;
  const isRepeated = arrays.every(({ shape }) => shape.join() === first!.shape.join());
  return arrays.length > 1 && isRepeated && first!.rows !== first!.shape.at(-1);
}
