/**
 * Choices by vocabulary id, layer and expert. Where ids are too many to be kept, some of them are, with all of their
 * occurrences: which ones, their number alone decides.
 */
import { CountTable } from './count-table.ts';
import { MAX_TRACE_EXPERTS, MAX_TRACE_LAYERS, VOCABULARY_ENTRIES } from './trace-limits.ts';
import type { VocabularyCounts } from '../../routing/statistics/vocabulary.ts';

const EVERYTHING = 2 ** 32;
const GOLDEN = 2_654_435_761;
const MAX_TOKEN_ID = 2 ** 24;
const LAYER_KEYS = MAX_TRACE_EXPERTS;
const TOKEN_KEYS = MAX_TRACE_LAYERS * LAYER_KEYS;

export class VocabularyTally {
  readonly #table = new CountTable();
  readonly #layers: number[] = [];
  readonly #layerIndex = new Map<number, number>();
  readonly #most: number;
  #threshold = EVERYTHING;

  constructor(most = VOCABULARY_ENTRIES) {
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#table.size === 0;
  }

  isWanted(tokenId: number): boolean {
    const isId = tokenId >= 0 && tokenId < MAX_TOKEN_ID && Number.isInteger(tokenId);
    return isId && Math.imul(tokenId, GOLDEN) >>> 0 < this.#threshold;
  }

  /** Of a wanted id. */
  add(layer: number, { expert, tokenId, count }: { expert: number; tokenId: number; count: number }): void {
    this.#table.add(tokenId * TOKEN_KEYS + this.#indexOf(layer) * LAYER_KEYS + expert, count);
    while (this.#table.size > this.#most && this.#threshold > 1) {
      this.#threshold /= 2;
      this.#table.keep((key) => this.isWanted(Math.floor(key / TOKEN_KEYS)));
    }
  }

  /** Layer → counts of its ids; `perOccurrence` experts were counted each time that an id occurred. */
  *read({
    experts,
    perOccurrence,
  }: {
    experts: number;
    perOccurrence: number;
  }): Generator<readonly [layer: number, counts: VocabularyCounts]> {
    for (const [index, entries] of this.#byLayer().entries()) {
      const counts: VocabularyCounts = new Map();
      for (const { tokenId, expert, count } of entries) {
        if (expert >= experts) continue;
        let entry = counts.get(tokenId);
        if (entry === undefined) {
          entry = { occurrences: 0, choices: new Uint32Array(experts) };
          counts.set(tokenId, entry);
        }
        entry.choices[expert]! += count;
        entry.occurrences += count / perOccurrence;
      }
      yield [this.#layers[index]!, counts];
    }
  }

  #byLayer() {
    const layers = this.#layers.map((): { tokenId: number; expert: number; count: number }[] => []);
    this.#table.forEach((key, count) => {
      const rest = key % TOKEN_KEYS;
      const tokenId = (key - rest) / TOKEN_KEYS;
      layers[Math.floor(rest / LAYER_KEYS)]!.push({ tokenId, expert: rest % LAYER_KEYS, count });
    });
    return layers;
  }

  #indexOf(layer: number): number {
    let index = this.#layerIndex.get(layer);
    if (index === undefined) {
      index = this.#layers.push(layer) - 1;
      this.#layerIndex.set(layer, index);
    }
    return index;
  }
}
