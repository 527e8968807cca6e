/**
 * `outputs.router_logits` of Hugging Face's models, as people save it: https://huggingface.co/docs/transformers
 * (`output_router_logits=True`). A tuple of L tensors [batch · sequence, E], or [batch, sequence, E]:
 *
 *     torch.save(outputs.router_logits)    torch.save({"router_logits": …, "input_ids": …})    a list of either
 *     np.savez(path, *logits)              np.savez(path, router_logits=[L, N, E])            safetensors by layer
 *
 * Whether these are logits or probabilities already is a question of the library's version (transformers issue 45120).
 */
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { damaged } from './damage.ts';
import { layerOfKey } from './layer-keys.ts';
import { lookNamedArrays, type NamedArrays } from './looks/arrays.ts';
import type { Numbers } from './looks/numbers.ts';
import { lookOnce } from './looks/once.ts';
import { entryOf, lookTorch, type Saved } from './looks/saved.ts';
import { TraceArray } from './looks/trace-array.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const routerLogits: TraceFormat = {
  id: 'router-logits',
  name: 'Hugging Face router_logits',
  gives: 'Gate entropy by token; choices where the number of experts a token is told',
  source: 'https://huggingface.co/docs/transformers/model_doc/mixtral',
  recognises: async (file) => (await lookLogits(file)) !== null,
  read: withProgress(read),
};

/** What one forward pass gave. */
interface Batch {
  /** By layer; null for one without a router. */
  readonly layers: readonly (TraceArray | null)[];
  readonly tokenIds: TraceArray | null;
}

interface Logits {
  readonly batches: readonly Batch[];
  readonly layerIds: readonly number[];
  readonly experts: number;
  /** Null where it is not told. */
  readonly topK: number | null;
}

/** Experts of a layer: wider rows are hidden states or vocabularies. */
const MAX_EXPERTS = 1024;

const LOGITS_KEYS = ['router_logits', 'gate_logits', 'router_probs'];
const TOP_K_KEYS = ['num_experts_per_tok', 'top_k', 'topk', 'moe_top_k', 'k'];

const lookLogits = lookOnce(async (file): Promise<Logits | null> => {
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
  // rows and columns alone do not tell a list of logits from one of weights; that it has as many rows as columns does
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
  const isRouter = /router|gate|logits/i.test(name) && !/weight|bias|kernel/i.test(name);
  const isPlain = /^(?:arr_|layers?[._]?)?\d{1,5}$/.test(name);
  return id === undefined || !(isRouter || isPlain) ? {} : { layer: Number(id), isRouter };
}

interface Context {
  readonly topK: number | null;
  readonly layerIds?: readonly number[] | undefined;
  /** True where names say that these are logits. */
  readonly isNamed?: boolean;
  /** True for one array of all layers, [L, N, E]. */
  readonly isStacked?: boolean;
}

/** Null where shapes do not fit together as those of logits do. */
function logitsOf(
  batches: readonly Batch[],
  { topK, layerIds, isNamed = true, isStacked }: Context,
): Logits | null {
  const [first] = batches;
  const arrays = batches.flatMap(({ layers }) => layers.filter((layer) => layer !== null));
  const experts = arrays[0]?.shape.at(-1) ?? 0;
  const fits = arrays.every(
    ({ shape, isFloat }) => isFloat && shape.at(-1) === experts && (shape.length === 2 || shape.length === 3),
  );
  if (first === undefined || arrays.length === 0 || !fits || experts < 2 || experts > MAX_EXPERTS)
    return null;
  if (!isNamed && (!haveEqualRows(arrays) || arrays.some(({ rows }) => rows === experts))) return null;
  if (isStacked && arrays[0]!.shape.length === 2) return { batches, layerIds: [0], experts, topK };
  if (isStacked)
    return { batches, layerIds: Array.from({ length: arrays[0]!.rows }, (_, i) => i), experts, topK };
  if (batches.some(({ layers }) => layers.length !== first.layers.length)) return null;
  return { batches, layerIds: layerIds ?? first.layers.map((_, i) => i), experts, topK };
}

function haveEqualRows(arrays: readonly TraceArray[]): boolean {
  return arrays.every(({ shape }) => shape.join() === arrays[0]!.shape.join());
}

async function read([file]: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  const logits = await lookLogits(file!);
  if (logits === null) throw damaged(file!, routerLogits, 'it has no table of logits for each layer');
  const { batches, layerIds, experts, topK } = logits;
  sink.describe({
    experts,
    ...(topK !== null && { topK }),
    documentName: batches.length > 1 ? 'batch' : 'text',
  });
  if (topK === null) sink.find(finding('not-in-format', { what: 'how many experts a token chooses' }));
  const telling = new Telling(sink, { experts, options });
  for (const batch of batches) {
    const tokenIds = batch.tokenIds ? await batch.tokenIds.read(options) : null;
    const ids = { values: tokenIds, length: batch.tokenIds?.shape.at(-1) ?? 0 };
    const [only] = batch.layers;
    if (only && batch.layers.length < layerIds.length) await telling.tellStack(only, ids);
    else
      for (const [i, array] of batch.layers.entries())
        if (array) await telling.tellLayer(layerIds[i]!, array, ids);
    telling.nextBatch();
  }
}

interface TokenIds {
  readonly values: Numbers | null;
  /** Tokens of a text. */
  readonly length: number;
}

class Telling {
  readonly #sink: TraceSink;
  readonly #experts: number;
  readonly #options: TraceReadOptions;
  /** Number of the batch's first text, and of texts in it. */
  #document = 0;
  #texts = 1;

  constructor(sink: TraceSink, { experts, options }: { experts: number; options: TraceReadOptions }) {
    this.#sink = sink;
    this.#experts = experts;
    this.#options = options;
  }

  nextBatch(): void {
    this.#document += this.#texts;
    this.#texts = 1;
  }

  /** One array of all layers. */
  async tellStack(array: TraceArray, ids: TokenIds): Promise<void> {
    const rowTokens = array.shape[1]!;
    for await (const { first, rows, values } of array.chunks(this.#options)) {
      for (let row = 0; row < rows; row++) {
        const size = rowTokens * this.#experts;
        this.#tell(first + row, values.subarray(row * size, (row + 1) * size), {
          token: 0,
          ids,
          textTokens: ids.length,
        });
      }
    }
  }

  /** [N, E], or [B, S, E] of B texts. */
  async tellLayer(layer: number, array: TraceArray, ids: TokenIds): Promise<void> {
    const rowTokens = array.shape.length === 3 ? array.shape[1]! : 1;
    const textTokens = array.shape.length === 3 ? rowTokens : ids.length;
    for await (const { first, values } of array.chunks(this.#options)) {
      this.#tell(layer, values, { token: first * rowTokens, ids, textTokens });
    }
  }

  /** Rows from `token` on, a document at a time where texts have a known length. */
  #tell(
    layer: number,
    values: Numbers,
    { token, ids, textTokens }: { token: number; ids: TokenIds; textTokens: number },
  ): void {
    const experts = this.#experts;
    const end = token + values.length / experts;
    for (let at = token; at < end;) {
      const text = textTokens > 0 ? Math.floor(at / textTokens) : 0;
      const stop = textTokens > 0 ? Math.min(end, (text + 1) * textTokens) : end;
      this.#texts = Math.max(this.#texts, text + 1);
      const rows = values.subarray((at - token) * experts, (stop - token) * experts);
      this.#sink.gates({
        layer,
        tokens: stop - at,
        experts,
        values: rows instanceof Float32Array || rows instanceof Float64Array ? rows : Float64Array.from(rows),
        kind: 'logits',
        areChoices: true,
        tokenIds: ids.values && ids.values.length >= stop ? ids.values.subarray(at, stop) : null,
        document: this.#document + text,
      });
      at = stop;
    }
  }
}
