/**
 * `outputs.router_logits` of Hugging Face's models, as people save it: https://huggingface.co/docs/transformers
 * (`output_router_logits=True`). A tuple of L tensors [batch · sequence, E], or [batch, sequence, E]:
 *
 *     torch.save(outputs.router_logits)    torch.save({"router_logits": …, "input_ids": …})    a list of either
 *     np.savez(path, *logits)              np.savez(path, router_logits=[L, N, E])            safetensors by layer
 *
 * Whether these are logits or probabilities already is a question of the library's version (transformers issue 45120).
 */
import { Fault } from '../../core/fault.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { damaged } from './damage.ts';
import { lookLogits } from './logits-layout.ts';
import type { Numbers } from './looks/numbers.ts';
import type { TraceArray } from './looks/trace-array.ts';
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

/** What SwitchTransformers gave until transformers' pull request 48421. */
const highestAlone = {
  format: 'the highest probability of each token alone, under the name of router_logits',
  advice: 'Newer versions of transformers return all logits: record them again with one.',
};

async function read([file]: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  const logits = await lookLogits(file!);
  if (logits === null) throw damaged(file!, routerLogits, 'it has no table of logits for each layer');
  const { batches, layerIds, experts, topK } = logits;
  if (experts === 1) throw new Fault('unsupported-format', { file: file!.name, ...highestAlone });
  sink.describe({
    experts,
    ...(topK !== null && { topK }),
    documentName: batches.length > 1 ? 'batch' : 'text',
  });
  const telling = new Telling(sink, { experts, options });
  for (const batch of batches) {
    const tokenIds = batch.tokenIds ? await batch.tokenIds.read(options) : null;
    const ids = { values: tokenIds, length: batch.tokenIds?.shape.at(-1) ?? 0 };
    const [only] = batch.layers;
    const isStack = batch.layers.length < layerIds.length;
    if (isStack && only) await telling.tellStack(only, ids);
    for (const [i, array] of isStack ? [] : batch.layers.entries()) {
      if (array) await telling.tellLayer(layerIds[i]!, array, ids);
    }
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
