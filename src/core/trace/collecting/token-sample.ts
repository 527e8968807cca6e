/**
 * Choices of a sample of the tokens, the same ones in every layer: for what costs too much to count of each token (pairs,
 * flow, entropies of weights). All tokens as long as they fit. A token belongs to the sample by its place in the layer
 * alone, so layers may come one after the other, and the sample is spread evenly over the trace.
 */
import type { Selection } from '../../routing/selection.ts';
import { grown } from './grown.ts';
import { SAMPLED_IDS } from './trace-limits.ts';

const EVERYTHING = 2 ** 32;

/** Knuth's multiplicative hash: neighbours end far apart, and every share of the range gets its share of the numbers. */
const GOLDEN = 2_654_435_761;

export interface SampledLayer {
  readonly selection: Selection;
  /** [tokens, slots], NaN where unknown; null where no token has any. */
  readonly weights: Float32Array | null;
}

interface Kept {
  slots: number;
  tokens: number;
  places: Float64Array;
  experts: Int16Array;
  weights: Float32Array | null;
}

export class TokenSample {
  readonly #layers = new Map<number, Kept>();
  readonly #most: number;
  #threshold = EVERYTHING;
  #ids = 0;
  /** What was wanted last: layers of a batch ask the same. */
  #last = { place: -1, tokens: 0, wanted: new Int32Array(0) };

  constructor(most = SAMPLED_IDS) {
    this.#most = most;
  }

  get isWhole(): boolean {
    return this.#threshold === EVERYTHING;
  }

  /** Which of `tokens` tokens from `place` on are wanted. */
  wanted(place: number, tokens: number): Int32Array {
    if (place === this.#last.place && tokens === this.#last.tokens) return this.#last.wanted;
    const wanted = new Int32Array(tokens);
    let count = 0;
    for (let t = 0; t < tokens; t++) {
      if (this.#isWanted(place + t)) wanted[count++] = t;
    }
    this.#last = { place, tokens, wanted: wanted.subarray(0, count) };
    return this.#last.wanted;
  }

  #isWanted(place: number): boolean {
    return Math.imul(place, GOLDEN) >>> 0 < this.#threshold;
  }

  /** Makes room for `tokens` tokens of a layer with as many `slots`; fewer may be asked for later. */
  open(layer: number, { slots, tokens }: { slots: number; tokens: number }): void {
    let kept = this.#layers.get(layer);
    if (kept === undefined) {
      kept = {
        slots,
        tokens: 0,
        places: new Float64Array(0),
        experts: new Int16Array(0),
        weights: null,
      };
      this.#layers.set(layer, kept);
    }
    if (slots > kept.slots) this.#widen(kept, slots);
    kept.places = grown(kept.places, kept.tokens + tokens);
    kept.experts = grown(kept.experts, (kept.tokens + tokens) * kept.slots, -1);
    if (kept.weights !== null) {
      kept.weights = grown(kept.weights, (kept.tokens + tokens) * kept.slots, NaN);
    }
  }

  /** Adds a token to a layer that was opened for it. Ids below 0 are none. */
  add(layer: number, token: SampledToken): void {
    const kept = this.#layers.get(layer)!;
    const { ids, weights, start, stride, slots } = token;
    const at = kept.tokens * kept.slots;
    for (let s = 0; s < slots; s++) kept.experts[at + s] = ids[start + s * stride]!;
    kept.experts.fill(-1, at + slots, at + kept.slots);
    if (weights !== null) {
      kept.weights ??= new Float32Array(kept.experts.length).fill(NaN);
      for (let s = 0; s < slots; s++)
        kept.weights[at + s] = weights[token.weightStart + s * token.weightStride]!;
    }
    kept.places[kept.tokens++] = token.place;
    this.#ids += kept.slots;
  }

  /** Thins the sample where it has become too large; between batches only. */
  settle(): void {
    while (this.#ids > this.#most && this.#threshold > 1) {
      this.#threshold /= 2;
      this.#last = { place: -1, tokens: 0, wanted: new Int32Array(0) };
      this.#ids = 0;
      for (const kept of this.#layers.values()) {
        this.#thin(kept);
        this.#ids += kept.tokens * kept.slots;
      }
    }
  }

  layer(layer: number): SampledLayer | null {
    const kept = this.#layers.get(layer);
    if (kept === undefined) return null;
    const { tokens, slots } = kept;
    const experts = Int32Array.from(kept.experts.subarray(0, tokens * slots));
    return {
      selection: { tokens, slots, experts },
      weights: kept.weights?.subarray(0, tokens * slots) ?? null,
    };
  }

  /** Which places are in the sample, and what they chose. */
  choices(layer: number): { readonly places: Float64Array; readonly selection: Selection } | null {
    const kept = this.#layers.get(layer);
    const sampled = this.layer(layer);
    if (kept === undefined || sampled === null) return null;
    return { places: kept.places.slice(0, kept.tokens), selection: sampled.selection };
  }

  #thin(kept: Kept): void {
    const { slots } = kept;
    let count = 0;
    for (let token = 0; token < kept.tokens; token++) {
      if (!this.#isWanted(kept.places[token]!)) continue;
      kept.places[count] = kept.places[token]!;
      kept.experts.copyWithin(count * slots, token * slots, (token + 1) * slots);
      kept.weights?.copyWithin(count * slots, token * slots, (token + 1) * slots);
      count++;
    }
    kept.experts.fill(-1, count * slots);
    kept.weights?.fill(NaN, count * slots);
    kept.tokens = count;
  }

  #widen(kept: Kept, slots: number): void {
    const capacity = kept.places.length * slots;
    const [experts, before] = [new Int16Array(capacity).fill(-1), kept.slots];
    const weights = kept.weights === null ? null : new Float32Array(capacity).fill(NaN);
    for (let token = 0; token < kept.tokens; token++) {
      experts.set(kept.experts.subarray(token * before, (token + 1) * before), token * slots);
      weights?.set(kept.weights!.subarray(token * before, (token + 1) * before), token * slots);
    }
    this.#ids += kept.tokens * (slots - before);
    Object.assign(kept, { slots, experts, weights });
  }
}

/** One token of a layer, within larger arrays. */
export interface SampledToken {
  /** Its place among the layer's tokens. */
  readonly place: number;
  readonly slots: number;
  readonly ids: ArrayLike<number>;
  readonly start: number;
  readonly stride: number;
  readonly weights: ArrayLike<number> | null;
  readonly weightStart: number;
  readonly weightStride: number;
}
