/**
 * Megatron-core's RouterTracer (megatron/core/transformer/moe/router_trace.py): `router_trace_rank0.jsonl` and so on,
 *
 *     {"step": 0, "stage": "pre_dispatch", "block": "decoder", "layer": 3, "rank": 0, "num_tokens": 128, "topk": 22,
 *      "top_indices": [[12, 45, …], …]}
 *
 * one line a step and layer, and beside them, if asked for, `logits_rank0.bin`: bfloat16 [num_tokens, experts] of each
 * line that has `logit_offset`, `logit_bytes` and `logit_shape`. `layer` is the place in the list of layers, from 0.
 */
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { MAX_LAYER_ID, MAX_SLOTS } from '../../core/trace/collecting/trace-limits.ts';
import { readJsonLines } from './json-lines.ts';
import { LayerBatch } from './layer-batch.ts';
import { readMembers } from './looks/json-cursor.ts';
import { lookJsonStart } from './looks/json.ts';
import { integerList } from './looks/number-lists.ts';
import { tellLogits, type LogitsPlace } from './megatron-logits.ts';
import { ReplicatedRecords } from './megatron-replicas.ts';
import { progressOver } from './progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

const NAME = 'Megatron-core router trace';

/** What is written beside: logits, which are read, hidden states and weights of routers, which are not. */
const BESIDE = /^(?:logits_rank\d+\.bin|hidden_states_rank\d+\.bin|router_state_rank\d+\.pt)$/;

export const megatron: TraceFormat = {
  id: 'megatron',
  name: NAME,
  gives: 'Experts of every token, by step, of all ranks; router logits where they were captured',
  source: 'https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/transformer/moe/router_trace.py',
  companions: BESIDE,
  areOneTrace: true,
  async recognises(file) {
    return (await lookJsonStart(file))?.keys.has('top_indices') ?? false;
  },
  async read(files, sink, options) {
    const traces = files.filter(({ name }) => !BESIDE.test(name));
    sink.describe({ order: 'none', documentName: 'forward pass', stepName: 'step' });
    const countBytes = progressOver(traces, options);
    const reading = new MegatronReading(files, sink, options);
    for (const file of traces) {
      reading.beginFile();
      const onLine = (line: Uint8Array) => reading.read(line);
      await readJsonLines(file, { ...options, sink, format: NAME, countBytes, onLine });
      reading.endFile();
    }
    reading.tellFindings();
  },
};

/** The members of a line that are numbers or names. */
interface RecordFields {
  step?: unknown;
  block?: unknown;
  layer?: unknown;
  rank?: unknown;
  mtp_idx?: unknown;
  logit_offset?: unknown;
  logit_bytes?: unknown;
  logit_shape?: unknown;
}

const fieldNames = new Set<string>([
  'step',
  'block',
  'layer',
  'rank',
  'mtp_idx',
  'logit_offset',
  'logit_bytes',
  'logit_shape',
] satisfies (keyof RecordFields)[]);

class MegatronReading {
  readonly #files: readonly TraceFile[];
  readonly #sink: TraceSink;
  readonly #options: TraceReadOptions;
  readonly #replicas: ReplicatedRecords;
  readonly #batch: LayerBatch;
  readonly #choices = integerList();
  #document = -1;
  #step: number | null = null;
  #predictionHeads = 0;
  /** Sidecars that were missing or too short, each told of once. */
  readonly #damaged = new Set<string>();

  constructor(files: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions) {
    this.#files = files;
    this.#sink = sink;
    this.#options = options;
    this.#batch = new LayerBatch(sink);
    this.#replicas = new ReplicatedRecords();
  }

  beginFile(): void {
    this.#step = null;
    this.#replicas.beginRank();
  }

  endFile(): void {
    this.#batch.flush();
  }

  async read(line: Uint8Array): Promise<string | null> {
    const fields: RecordFields = {};
    this.#choices.shape = [];
    const isObject = readMembers(line, (key, cursor) => {
      if (key === 'top_indices') cursor.readNumbers(this.#choices);
      else if (fieldNames.has(key)) fields[key as keyof RecordFields] = cursor.readValue();
    });
    if (!isObject) return 'is no JSON object with a list of whole numbers';
    const [tokens, slots, ...rest] = this.#choices.shape;
    if (tokens === undefined || rest.length > 0 || (tokens > 0 && !slots))
      return 'has no top_indices of tokens';
    const { layer, step } = fields;
    if (!isIndex(layer) || layer > MAX_LAYER_ID) return 'has no layer';
    if (!isIndex(step)) return 'has no step';
    if ((slots ?? 0) > MAX_SLOTS) return 'has more choices than can be';
    if (fields.block === 'mtp') this.#predictionHeads++;
    else if (tokens > 0) await this.#tell(fields, { layer, step, tokens, slots: slots! });
    return null;
  }

  async #tell(
    fields: RecordFields,
    { layer, step, tokens, slots }: { layer: number; step: number; tokens: number; slots: number },
  ): Promise<void> {
    const ids = this.#choices.values.subarray(0, this.#choices.length);
    const isReplica = this.#replicas.isReplica({ step, layer, ids });
    if (isReplica && this.#options.corrects('replicated-load')) return;
    if (step !== this.#step) this.#document++;
    this.#step = step;
    const place = { layer, step, document: this.#document };
    this.#batch.add({ ...place, tokens, slots, ids });
    if (fields.logit_offset !== undefined) await this.#tellLogits(fields, { ...place, tokens });
  }

  async #tellLogits(
    { rank, logit_offset, logit_bytes, logit_shape }: RecordFields,
    place: Omit<LogitsPlace, 'startByte' | 'byteLength' | 'shape'>,
  ): Promise<void> {
    const name = `logits_rank${String(rank)}.bin`;
    const file = this.#files.find((one) => one.name === name);
    const at = { ...place, startByte: logit_offset, byteLength: logit_bytes, shape: logit_shape };
    const detail =
      file === undefined
        ? 'it is not there'
        : await tellLogits(file, at, { sink: this.#sink, ...this.#options });
    if (detail === null || this.#damaged.has(name)) return;
    this.#damaged.add(name);
    this.#sink.find(finding('cut-short', { file: name, detail }));
  }

  tellFindings(): void {
    const { replicas, hasDifferentRanks } = this.#replicas;
    if (replicas > 1) {
      const treatment = this.#options.corrects('replicated-load') ? 'corrected' : 'ignored';
      this.#sink.find(finding('replicated-load', { replicas }, treatment));
    }
    if (hasDifferentRanks) {
      const what = 'which stage of a pipeline a rank is, where each counts its layers from 0';
      const instead = 'Layers of one number are added up, which is wrong for ranks of several stages.';
      this.#sink.find(finding('not-in-format', { what, instead }));
    }
    if (this.#predictionHeads > 0) {
      const what = 'which layers the heads are that predict further tokens';
      this.#sink.find(finding('not-in-format', { what, instead: 'Their lines are left out.' }));
    }
  }
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
