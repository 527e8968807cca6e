/**
 * FLAME-MoE-Traces (https://huggingface.co/datasets/CMU-FLAME/FLAME-MoE-Traces): Parquet,
 *
 *     actives/iter_0540/layer_02.parquet    indices list<int16>[6], scores list<float16>[6], best first, a row a token
 *     samples/000.parquet                   token_id int32, row by row the tokens of all layers, of all iterations
 *
 * A model of 9 layers has layers 2 to 9 (its card, and its first layer is dense), so that files count from 1.
 */
import { MAX_LAYER_ID, MAX_SLOTS, MAX_TRACE_LAYERS } from '../../core/trace/collecting/trace-limits.ts';
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import type { ReadOptions } from '../source.ts';
import { damaged } from './damage.ts';
import type { ParquetColumn } from './looks/parquet-column.ts';
import { lookParquet, parquetRows, readParquet } from './looks/parquet.ts';
import { RowQueue } from './looks/row-queue.ts';
import { progressOver } from './progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

/** Tokens told at once. */
const BLOCK_TOKENS = 8192;

const SAMPLES = /^\d{3,6}\.parquet$/;

export const flameMoe: TraceFormat = {
  id: 'flame-moe',
  name: 'FLAME-MoE traces (Parquet)',
  gives: 'Experts and probabilities of every token in every layer; vocabulary ids where they lie beside',
  source: 'https://huggingface.co/datasets/CMU-FLAME/FLAME-MoE-Traces',
  companions: SAMPLES,
  areOneTrace: true,
  async recognises(file) {
    const indices = (await lookParquet(file))?.columns.get('indices');
    return indices?.isList === true && indices.type === 'integer';
  },
  async read(files, sink, options) {
    const [samples, layers] = [files.filter(isSamples), files.filter((file) => !isSamples(file))];
    const table = await openLayers(layers, { sink, ...options });
    const tokenIds = samples.length > 0 ? await openSamples(samples, options) : null;
    const step = stepOf(layers[0]!);
    sink.describe({
      order: 'weight',
      normalisation: 'softmax-then-top-k',
      ...(step !== null && { stepName: 'training iteration' }),
    });
    await tellBlocks({ ...table, tokenIds, step }, { files: layers, sink, ...options });
  },
};

function isSamples({ name }: TraceFile): boolean {
  return SAMPLES.test(name);
}

/** Files count layers from 1; files without a number are taken in order. */
function layerOf({ name }: TraceFile, place: number): number {
  const [, number] = /layer_?(\d{1,5})\D*$/.exec(name) ?? [];
  return number === undefined ? place : Math.min(MAX_LAYER_ID, Math.max(0, Number(number) - 1));
}

function stepOf({ path }: TraceFile): number | null {
  const [, iteration] = /iter_(\d{1,9})\//.exec(path) ?? [];
  return iteration === undefined ? null : Number(iteration);
}

interface LayerQueue {
  readonly file: TraceFile;
  readonly layer: number;
  readonly indices: RowQueue;
  readonly scores: RowQueue | null;
}

interface Layers {
  readonly layers: readonly LayerQueue[];
  readonly tokens: number;
}

async function openLayers(
  files: readonly TraceFile[],
  { sink, signal }: ReadOptions & { readonly sink: TraceSink },
): Promise<Layers> {
  const opened: (LayerQueue & { readonly rows: number })[] = [];
  for (const [place, file] of files.entries()) {
    const parquet = await readParquet(file, { signal });
    const indices = parquet?.columns.get('indices');
    if (parquet === null || indices?.isList !== true || indices.type !== 'integer') {
      throw damaged(file, flameMoe, 'it has no lists of experts');
    }
    const scores = parquet.columns.get('scores');
    const queue = (column: ParquetColumn) => new RowQueue(parquetRows(file, column, { signal }), file.name);
    opened.push({
      file,
      layer: layerOf(file, place),
      rows: parquet.rows,
      indices: queue(indices),
      scores: scores?.isList === true && scores.type === 'float' ? queue(scores) : null,
    });
  }
  const shortest = opened.reduce((least, one) => (one.rows < least.rows ? one : least));
  if (opened.some(({ rows }) => rows > shortest.rows)) {
    const detail = `it has ${shortest.rows} tokens, other layers have more`;
    sink.find(finding('cut-short', { file: shortest.file.name, detail }));
  }
  if (opened.length > MAX_TRACE_LAYERS)
    throw damaged(shortest.file, flameMoe, 'there are more layers than can be');
  return { layers: opened.sort((a, b) => a.layer - b.layer), tokens: shortest.rows };
}

/** Vocabulary ids of all tokens, file after file. */
async function openSamples(files: readonly TraceFile[], options: ReadOptions): Promise<RowQueue> {
  const inOrder = files.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  const columns: { file: TraceFile; column: ParquetColumn }[] = [];
  for (const file of inOrder) {
    const column = (await readParquet(file, options))?.columns.get('token_id');
    if (column?.type === 'integer' && !column.isList) columns.push({ file, column });
  }
  async function* all() {
    for (const { file, column } of columns) yield* parquetRows(file, column, options);
  }
  return new RowQueue(all(), inOrder[0]!.name);
}

async function tellBlocks(
  {
    layers,
    tokens,
    tokenIds,
    step,
  }: Layers & { readonly tokenIds: RowQueue | null; readonly step: number | null },
  {
    files,
    sink,
    ...options
  }: TraceReadOptions & { readonly files: readonly TraceFile[]; readonly sink: TraceSink },
): Promise<void> {
  const countBytes = progressOver(files, options);
  const totalBytes = files.reduce((total, { size }) => total + size, 0);
  const hasScores = layers.every(({ scores }) => scores !== null);
  for (let first = 0; first < tokens; first += BLOCK_TOKENS) {
    const count = Math.min(BLOCK_TOKENS, tokens - first);
    const block = new Block(layers.length, count);
    for (const { file, indices, scores } of layers) {
      const ids = await indices.take(count);
      const weights = hasScores ? await scores!.take(count) : null;
      if (!block.add(ids, weights))
        throw damaged(file, flameMoe, 'it has other numbers of experts than other layers');
    }
    if (first === 0) sink.describe({ topK: block.slots });
    const vocabulary = tokenIds === null ? null : await tokenIds.takeSome(count);
    sink.tokens({
      layers: layers.map(({ layer }) => layer),
      tokens: count,
      slots: block.slots,
      ids: block.ids,
      weights: hasScores ? block.weights : null,
      strides: { layer: count * block.slots, token: block.slots, slot: 1 },
      tokenIds: vocabulary?.length === count ? vocabulary : null,
      document: 0,
      step,
    });
    countBytes((totalBytes * count) / tokens);
  }
}

/** The same tokens of all layers: [layers, tokens, slots]. */
class Block {
  readonly #layers: number;
  readonly #tokens: number;
  #length = 0;
  slots = 0;
  ids = new Int32Array(0);
  weights = new Float64Array(0);

  constructor(layers: number, tokens: number) {
    this.#layers = layers;
    this.#tokens = tokens;
  }

  /** False if these are not as many experts a token as of the layers before, or more than can be. */
  add(ids: Float64Array, weights: Float64Array | null): boolean {
    if (this.#length === 0) {
      this.slots = ids.length / this.#tokens;
      if (!(this.slots >= 1 && this.slots <= MAX_SLOTS)) return false;
      this.ids = new Int32Array(this.#layers * ids.length);
      this.weights = new Float64Array(weights === null ? 0 : this.#layers * ids.length);
    }
    if (ids.length !== this.slots * this.#tokens || (weights !== null && weights.length !== ids.length))
      return false;
    this.ids.set(ids, this.#length);
    if (weights !== null) this.weights.set(weights, this.#length);
    this.#length += ids.length;
    return true;
  }
}
