/**
 * Layers that producers write one after the other, put together again: only what is told of the same tokens at once
 * can be followed from layer to layer.
 */
import type { TokenBatch, TraceSink } from '../../core/trace/trace-sink.ts';

/** Choices held back until all layers of their tokens are there: 64 MB of ids at most. */
const MAX_HELD_IDS = 16_000_000;

export interface LayerChoices extends Pick<TokenBatch, 'document' | 'step' | 'labels' | 'tokenIds'> {
  readonly layer: number;
  readonly tokens: number;
  readonly slots: number;
  /** [tokens, slots]; copied. */
  readonly ids: Int32Array;
  /** Like ids. */
  readonly weights?: Float64Array | null;
}

export class LayerBatch {
  readonly #sink: TraceSink;
  readonly #layers: number[] = [];
  #first: LayerChoices | null = null;
  #ids = new Int32Array(0);
  #weights = new Float64Array(0);

  constructor(sink: TraceSink) {
    this.#sink = sink;
  }

  /** Consecutive layers with as many tokens of the same document and step are taken to be of the same tokens. */
  add(choices: LayerChoices): void {
    if (this.#first !== null && !this.#belongs(choices, this.#first)) this.flush();
    this.#first ??= choices;
    const held = this.#layers.length * choices.ids.length;
    this.#ids = withRoom(this.#ids, held + choices.ids.length);
    this.#ids.set(choices.ids, held);
    if (choices.weights) {
      this.#weights = withRoom(this.#weights, held + choices.ids.length);
      this.#weights.set(choices.weights, held);
    }
    this.#layers.push(choices.layer);
  }

  /** Tells what is held. */
  flush(): void {
    if (this.#first === null) return;
    const { tokens, slots, weights, document, step, labels, tokenIds } = this.#first;
    const length = this.#layers.length * tokens * slots;
    this.#sink.tokens({
      layers: [...this.#layers],
      tokens,
      slots,
      ids: this.#ids.subarray(0, length),
      weights: weights ? this.#weights.subarray(0, length) : null,
      strides: { layer: tokens * slots, token: slots, slot: 1 },
      tokenIds: tokenIds ?? null,
      labels: labels ?? null,
      document,
      step: step ?? null,
    });
    this.#layers.length = 0;
    this.#first = null;
  }

  #belongs(choices: LayerChoices, first: LayerChoices): boolean {
    return (
      choices.tokens === first.tokens &&
      choices.slots === first.slots &&
      choices.document === first.document &&
      choices.step === first.step &&
      Boolean(choices.weights) === Boolean(first.weights) &&
      !this.#layers.includes(choices.layer) &&
      (this.#layers.length + 1) * choices.ids.length <= MAX_HELD_IDS
    );
  }
}

function withRoom<T extends Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(
  values: T,
  length: number,
): T {
  if (length <= values.length) return values;
  const size = Math.max(length, 2 * values.length);
  const larger = values instanceof Int32Array ? new Int32Array(size) : new Float64Array(size);
  larger.set(values);
  return larger as T;
}
