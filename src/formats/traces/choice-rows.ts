/**
 * Rows of one token in one layer, put together again. Producers write them by token or by layer; where several layers
 * have the same tokens in the same order, they are told at once, so that tokens can be followed from layer to layer.
 */
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { LayerBatch } from './layer-batch.ts';

export interface ChoiceRow {
  readonly layer: number;
  readonly token: number;
  readonly experts: ArrayLike<number>;
  /** As long as `experts`. */
  readonly weights: ArrayLike<number> | null;
  readonly tokenId: number | null;
  /** −1 for none. */
  readonly label: number;
  readonly document: number;
  readonly step: number | null;
}

/** Rows held at a time, some 30 MB of eight experts each. */
const MAX_HELD_ROWS = 200_000;

interface LayerRows {
  readonly tokens: number[];
  readonly tokenIds: (number | null)[];
  readonly labels: number[];
  readonly experts: number[];
  readonly weights: number[];
}

export class ChoiceRows {
  readonly #batch: LayerBatch;
  readonly #layers = new Map<number, LayerRows>();
  #last: ChoiceRow | null = null;
  #rows = 0;

  constructor(sink: TraceSink) {
    this.#batch = new LayerBatch(sink);
  }

  add(row: ChoiceRow): void {
    if (this.#last !== null && !this.#belongs(row, this.#last)) this.flush();
    const known = this.#layers.get(row.layer);
    const layer = known ?? { tokens: [], tokenIds: [], labels: [], experts: [], weights: [] };
    if (known === undefined) this.#layers.set(row.layer, layer);
    layer.tokens.push(row.token);
    layer.tokenIds.push(row.tokenId);
    layer.labels.push(row.label);
    for (let slot = 0; slot < row.experts.length; slot++) {
      layer.experts.push(row.experts[slot]!);
      if (row.weights) layer.weights.push(row.weights[slot]!);
    }
    this.#last = row;
    this.#rows++;
  }

  /** Tells what is held. */
  flush(): void {
    const last = this.#last;
    if (last === null) return;
    const slots = last.experts.length;
    let tokensBefore: readonly number[] = [];
    for (const [layer, { tokens, tokenIds, labels, experts, weights }] of this.#layers) {
      if (!isSame(tokens, tokensBefore)) this.#batch.flush();
      tokensBefore = tokens;
      this.#batch.add({
        layer,
        tokens: tokens.length,
        slots,
        ids: Int32Array.from(experts),
        weights: last.weights ? Float64Array.from(weights) : null,
        tokenIds: tokenIds.includes(null) ? null : Int32Array.from(tokenIds as number[]),
        labels: labels.every((label) => label < 0) ? null : labels,
        document: last.document,
        step: last.step,
      });
    }
    this.#batch.flush();
    this.#layers.clear();
    this.#last = null;
    this.#rows = 0;
  }

  #belongs(row: ChoiceRow, last: ChoiceRow): boolean {
    return (
      row.document === last.document &&
      row.step === last.step &&
      row.experts.length === last.experts.length &&
      (row.weights === null) === (last.weights === null) &&
      // a token's layers stay together
      (this.#rows < MAX_HELD_ROWS || row.token === last.token)
    );
  }
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((token, i) => token === b[i]);
}
