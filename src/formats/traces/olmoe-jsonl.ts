/**
 * What OLMoE's analysis writes (`c4_results.jsonl`, allenai/OLMoE, scripts/run_moe_analysis.py): a line a sequence,
 *
 *     {"input_ids": [2048], "predicted_token_ids": [2048], "exp_ids": [2048][k][layers]}
 *
 * with the experts of a token by falling logit. Files of earlier checkpoints end with their training step.
 */
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { MAX_TRACE_LAYERS, MAX_SLOTS } from '../../core/trace/collecting/trace-limits.ts';
import { readJsonLines } from './json-lines.ts';
import { readMembers } from './looks/json-cursor.ts';
import { lookJsonStart } from './looks/json.ts';
import { integerList } from './looks/number-lists.ts';
import { progressOver, type CountBytes } from './progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

const NAME = 'OLMoE sequences';

export const olmoeJsonl: TraceFormat = {
  id: 'olmoe-jsonl',
  name: NAME,
  gives: 'Experts of every token in every layer, by sequence, with vocabulary ids (JSON Lines)',
  source: 'https://github.com/allenai/OLMoE/blob/main/scripts/run_moe_analysis.py',
  async recognises(file) {
    return (await lookJsonStart(file))?.keys.has('exp_ids') ?? false;
  },
  async read(files, sink, options) {
    const countBytes = progressOver(files, options);
    for (const file of files) {
      await readSequences(file, { sink, countBytes, ...options });
    }
  },
};

type ReadOptions = TraceReadOptions & {
  readonly sink: TraceSink;
  readonly countBytes: CountBytes;
};

async function readSequences(file: TraceFile, options: ReadOptions): Promise<void> {
  const step = stepOf(file);
  const sequences = new Sequences(options.sink, step);
  options.sink.describe({
    order: 'weight',
    documentName: 'sequence',
    ...(step !== null && { stepName: 'training step' }),
    ...(file.name.startsWith('c4_') && { dataset: 'C4' }),
  });
  await readJsonLines(file, { ...options, format: NAME, onLine: (line) => sequences.read(line) });
}

function stepOf({ name }: TraceFile): number | null {
  const step = /_(\d{1,9})\.jsonl$/.exec(name)?.[1];
  return step === undefined ? null : Number(step);
}

class Sequences {
  readonly #sink: TraceSink;
  readonly #step: number | null;
  readonly #experts = integerList();
  readonly #tokenIds = integerList();
  #document = 0;
  #slots = 0;
  #layers: readonly number[] = [];

  constructor(sink: TraceSink, step: number | null) {
    this.#sink = sink;
    this.#step = step;
  }

  read(line: Uint8Array): string | null {
    this.#experts.shape = [];
    this.#tokenIds.shape = [];
    const isObject = readMembers(line, (key, cursor) => {
      if (key === 'exp_ids') cursor.readNumbers(this.#experts);
      else if (key === 'input_ids') cursor.readNumbers(this.#tokenIds);
    });
    if (!isObject) return 'is no JSON object with lists of whole numbers';
    const [tokens, slots, layers, ...rest] = this.#experts.shape;
    if (tokens === undefined || !slots || !layers || rest.length > 0) {
      return 'has no exp_ids of tokens, choices and layers';
    }
    if (slots > MAX_SLOTS || layers > MAX_TRACE_LAYERS) return 'has more choices or layers than can be';
    if (this.#document === 0) this.#begin(slots, layers);
    if (slots !== this.#slots || layers !== this.#layers.length) {
      return `has ${slots} choices in ${layers} layers, others have ${this.#slots} in ${this.#layers.length}`;
    }
    this.#tell(tokens);
    return null;
  }

  #begin(slots: number, layers: number): void {
    this.#slots = slots;
    this.#layers = Array.from({ length: layers }, (_, layer) => layer);
    this.#sink.describe({ topK: slots });
  }

  #tell(tokens: number): void {
    const [slots, layers] = [this.#slots, this.#layers.length];
    const { values, length, shape } = this.#tokenIds;
    this.#sink.tokens({
      layers: this.#layers,
      tokens,
      slots,
      ids: this.#experts.values.subarray(0, this.#experts.length),
      strides: { layer: 1, token: slots * layers, slot: layers },
      tokenIds: shape.length === 1 && length === tokens ? values.subarray(0, length) : null,
      document: this.#document++,
      step: this.#step,
    });
  }
}
