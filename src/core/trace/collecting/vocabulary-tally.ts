/**
 * Choices by vocabulary id, layer and expert. Where ids are too many to be kept, some of them are, with all of their
 * occurrences: which ones, their number alone decides.
 */
import { CountTable, highOf, lowOf } from './count-table.ts';
import { MAX_TRACE_EXPERTS, VOCABULARY_CELLS, VOCABULARY_ENTRIES } from './trace-limits.ts';
import type { VocabularyCounts } from '../../routing/statistics/vocabulary.ts';

const EVERYTHING = 2 ** 32;
const GOLDEN = 2_654_435_761;
const MAX_TOKEN_ID = 2 ** 24;
const LAYER_KEYS = MAX_TRACE_EXPERTS;
/** One in so many ids stays when there are too many; of two, they would soon be too many again. */
const THINNING = 4;

export class VocabularyTally {
  readonly #table = new CountTable();
  readonly #layers: number[] = [];
  readonly #layerIndex = new Map<number, number>();
  readonly #most: number;
  #threshold = EVERYTHING;

  constructor(most = VOCABULARY_ENTRIES) {
    this.#most = most;
  }

  isWanted(tokenId: number): boolean {
    const isId = tokenId >= 0 && tokenId < MAX_TOKEN_ID && Number.isInteger(tokenId);
    return isId && placeAmongIds(tokenId) < this.#threshold;
  }

  /** Whether all ids were kept. */
  get isWhole(): boolean {
    return this.#threshold === EVERYTHING;
  }

  /** Of a wanted id, in a layer that stands at `place`. */
  add(place: number, { expert, tokenId, count }: { expert: number; tokenId: number; count: number }): void {
    this.#table.add(tokenId, place + expert, count);
    while (this.#table.size > this.#most && this.#threshold > 1) {
      this.#threshold /= THINNING;
      this.#table.keep((id) => this.isWanted(id));
    }
  }

  /** What was counted, layer by layer. */
  layers(): LayerEntries[] {
    const sizes = new Uint32Array(this.#layers.length);
    this.#table.forEach((key) => sizes[layerIndexOf(key)]!++);
    const entries = this.#layers.map((layer, index) => ({
      layer,
      keys: new Float64Array(sizes[index]!),
      counts: new Float64Array(sizes[index]!),
    }));
    sizes.fill(0);
    this.#table.forEach((key, count) => {
      const index = layerIndexOf(key);
      const at = sizes[index]!++;
      entries[index]!.keys[at] = key;
      entries[index]!.counts[at] = count;
    });
    return entries;
  }

  placeOf(layer: number): number {
    let index = this.#layerIndex.get(layer);
    if (index === undefined) {
      index = this.#layers.push(layer) - 1;
      this.#layerIndex.set(layer, index);
    }
    return index * LAYER_KEYS;
  }
}

/** In [0, 2³²): ids below a threshold are as many of them as its part of the whole. */
function placeAmongIds(tokenId: number): number {
  return Math.imul(tokenId, GOLDEN) >>> 0;
}

/** Counts of one layer. */
export interface LayerEntries {
  readonly layer: number;
  readonly keys: Float64Array;
  readonly counts: Float64Array;
}

function layerIndexOf(key: number): number {
  return Math.floor(lowOf(key) / LAYER_KEYS);
}

/**
 * By vocabulary id; `perOccurrence` experts were counted each time that one occurred. Of ids that are too many for a
 * number for every expert, some.
 */
export function countsOf(
  { keys, counts }: LayerEntries,
  {
    experts,
    perOccurrence,
    most = VOCABULARY_CELLS,
  }: { readonly experts: number; readonly perOccurrence: number; readonly most?: number },
): { readonly byId: VocabularyCounts; readonly isWhole: boolean } {
  const byId: VocabularyCounts = new Map();
  const threshold = thresholdFor(keys, most / experts);
  keys.forEach((key, i) => {
    const [tokenId, expert, count] = [highOf(key), lowOf(key) % LAYER_KEYS, counts[i]!];
    if (expert >= experts || placeAmongIds(tokenId) >= threshold) return;
    let entry = byId.get(tokenId);
    if (entry === undefined) {
      entry = { occurrences: 0, choices: new Uint32Array(experts) };
      byId.set(tokenId, entry);
    }
    entry.choices[expert]! += count;
    entry.occurrences += count / perOccurrence;
  });
  return { byId, isWhole: threshold === EVERYTHING };
}

/** Below which there are `most` ids, or fewer. */
function thresholdFor(keys: Float64Array, most: number): number {
  let places = Array.from(new Set(keys.map(highOf)), placeAmongIds);
  let threshold = EVERYTHING;
  while (places.length > most) {
    threshold /= THINNING;
    places = places.filter((place) => place < threshold);
  }
  return threshold;
}
