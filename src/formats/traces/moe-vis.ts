/**
 * What moe-vis's patch of Ollama writes (thimbleberrysystems/moe-vis, patches/expert-trace.patch and
 * harness/run_trace.py): a line for each multiplication by experts, and one for the weights of each layer,
 *
 *     {"layer": 3, "name": "ffn_moe_down-3", "n_used": 8, "n_tokens": 5, "experts": [[12, …], …]}
 *     {"wlayer": 3, "n_used": 8, "n_tokens": 5, "weights": [[0.31, …], …]}
 *
 * A layer multiplies by its experts two or three times (gate, up and down), with the same choices each time. Weights
 * belong to the choices of the same layer in the order in which both occur.
 */
import { MAX_LAYER_ID, MAX_SLOTS } from '../../core/trace/collecting/trace-limits.ts';
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { readJsonLines } from './json-lines.ts';
import { LayerBatch } from './layer-batch.ts';
import { readMembers } from './looks/json-cursor.ts';
import { lookJsonStart } from './looks/json.ts';
import { integerList, numberList } from './looks/number-lists.ts';
import { isIndex } from './moe-scope-line.ts';
import { progressOver } from './progress.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

const NAME = 'moe-vis (Ollama)';

export const moeVis: TraceFormat = {
  id: 'moe-vis',
  name: NAME,
  gives: 'Experts and weights of every token, by request',
  source: 'https://github.com/thimbleberrysystems/moe-vis/blob/main/patches/expert-trace.patch',
  async recognises(file) {
    const keys = (await lookJsonStart(file))?.keys;
    if (keys === undefined || keys.has('token') || keys.has('format')) return false;
    return (keys.has('layer') && keys.has('experts')) || (keys.has('wlayer') && keys.has('weights'));
  },
  async read(files, sink, options) {
    sink.describe({ order: 'none', documentName: 'request' });
    const countBytes = progressOver(files, options);
    const pass = new MoeVisReading(sink, options);
    for (const file of files) {
      const onLine = (line: Uint8Array) => pass.read(line);
      await readJsonLines(file, { ...options, sink, countBytes, format: NAME, onLine });
    }
    pass.end();
  },
};

/** Choices that wait for their weights, or weights for their choices: a few of each layer, if there are any. */
const MAX_WAITING = 4;

interface Choices {
  readonly tokens: number;
  readonly slots: number;
  readonly ids: Int32Array;
  readonly document: number;
}

interface Weights {
  readonly shape: string;
  readonly values: Float64Array;
}

interface LayerState {
  /** Projection whose lines count: the first that was seen. */
  projection: string | null;
  /** Tokens of the line before; a request begins with many at once. */
  tokens: number;
  document: number;
  readonly choices: Choices[];
  readonly weights: Weights[];
}

class MoeVisReading {
  readonly #sink: TraceSink;
  readonly #options: TraceReadOptions;
  readonly #batch: LayerBatch;
  readonly #layers = new Map<number, LayerState>();
  readonly #ids = integerList();
  readonly #weights = numberList();
  /** Names of projections whose lines said again what was known. */
  readonly #repeated = new Set<string>();
  /** Of the line of choices before: without names, only a line like the one before is a repetition. */
  #before: { readonly layer: number; readonly ids: Int32Array } | null = null;

  constructor(sink: TraceSink, options: TraceReadOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#batch = new LayerBatch(sink);
  }

  read(line: Uint8Array): string | null {
    const fields = new Map<string, unknown>();
    this.#ids.shape = [];
    this.#weights.shape = [];
    const isObject = readMembers(line, (key, cursor) => {
      if (key === 'experts') cursor.readNumbers(this.#ids);
      else if (key === 'weights') cursor.readNumbers(this.#weights);
      else if (['layer', 'wlayer', 'name'].includes(key)) fields.set(key, cursor.readValue());
    });
    if (!isObject) return 'is no JSON object with lists of numbers';
    const isWeights = this.#weights.shape.length > 0;
    const layer = fields.get(isWeights ? 'wlayer' : 'layer');
    const { shape } = isWeights ? this.#weights : this.#ids;
    if (shape.length !== 2) return 'has no list of experts or weights of each token';
    if (shape[1]! > MAX_SLOTS) return 'has more experts a token than can be';
    if (!isIndex(layer) || layer > MAX_LAYER_ID) return 'has no layer';
    if (isWeights) this.#addWeights(layer);
    else this.#addChoices(layer, projectionOf(fields.get('name')));
    return null;
  }

  end(): void {
    for (let waiting = MAX_WAITING - 1; waiting >= 0; waiting--) {
      for (const layer of this.#layers.keys()) this.#tell(layer, waiting);
    }
    this.#batch.flush();
    if (this.#repeated.size === 0) return;
    const treatment = this.#options.corrects('same-counts-repeated') ? 'corrected' : 'ignored';
    this.#sink.find(finding('same-counts-repeated', { names: [...this.#repeated].sort() }, treatment));
  }

  #addWeights(layer: number): void {
    const { values, length, shape } = this.#weights;
    const state = this.#stateOf(layer);
    state.weights.push({ shape: shape.join(), values: values.slice(0, length) });
    // nobody waits for weights whose choices never came
    if (state.weights.length > MAX_WAITING) state.weights.shift();
    this.#tell(layer, MAX_WAITING);
  }

  #addChoices(layer: number, projection: string | null): void {
    const ids = this.#ids.values.slice(0, this.#ids.length);
    const state = this.#stateOf(layer);
    if (this.#isRepeated(state, { layer, projection, ids })) {
      this.#repeated.add(projection ?? 'experts');
      if (this.#options.corrects('same-counts-repeated')) return;
    } else {
      state.projection = projection;
      this.#before = { layer, ids };
    }
    const [tokens = 0, slots = 0] = this.#ids.shape;
    if (tokens > 1 && state.tokens === 1) state.document++;
    state.tokens = tokens;
    state.choices.push({ tokens, slots, ids, document: state.document });
    this.#tell(layer, MAX_WAITING);
  }

  #isRepeated(
    state: LayerState,
    { layer, projection, ids }: { layer: number; projection: string | null; ids: Int32Array },
  ): boolean {
    if (projection !== null) return state.projection !== null && state.projection !== projection;
    const before = this.#before;
    return (
      before?.layer === layer &&
      before.ids.length === ids.length &&
      before.ids.every((id, i) => id === ids[i])
    );
  }

  #stateOf(layer: number): LayerState {
    const known = this.#layers.get(layer);
    if (known !== undefined) return known;
    const state = { projection: null, tokens: 1, document: -1, choices: [], weights: [] };
    this.#layers.set(layer, state);
    return state;
  }

  /** Tells choices whose weights are there, and those that have waited too long, until `mayWait` are left. */
  #tell(layer: number, mayWait: number): void {
    const { choices, weights } = this.#stateOf(layer);
    while (choices.length > 0 && (weights.length > 0 || choices.length > mayWait)) {
      const { document, ...next } = choices.shift()!;
      const own = weights.shift();
      const isOf = own?.shape === `${next.tokens},${next.slots}`;
      if (next.ids.length > 0) {
        this.#batch.add({
          ...next,
          layer,
          document: Math.max(0, document),
          weights: isOf ? own.values : null,
        });
      }
    }
  }
}

/** `ffn_moe_down-3` without its layer. */
function projectionOf(name: unknown): string | null {
  return typeof name === 'string' && name !== '' ? name.slice(0, 100).replace(/-\d+$/, '') : null;
}
