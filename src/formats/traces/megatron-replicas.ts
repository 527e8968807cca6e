/**
 * Ranks that wrote down the same routing: with tensor or expert parallelism several ranks route the same tokens, and
 * each writes its own file, so that their sum would count every token as often.
 */

/** Records that are remembered: a step, a layer and a number for what was chosen. */
const MAX_REMEMBERED = 2_000_000;

/** So many ids are never the same by chance; fewer may be, as in the decoding of one token. */
const TELLING_IDS = 32;

export class ReplicatedRecords {
  readonly #known = new Map<number, Map<number, Set<number>>>();
  readonly #ofThisRank: (() => void)[] = [];
  #remembered = 0;
  #records = 0;
  #repeated = 0;
  #isFirstRank = true;
  #hasOnlyRepeated = true;
  /** True if two ranks chose differently for the same layer in the same step. */
  hasDifferentRanks = false;

  /** How many ranks told of each token, on average; 1 if none did twice. */
  get replicas(): number {
    return this.#repeated === 0 ? 1 : this.#records / (this.#records - this.#repeated);
  }

  /** What a rank wrote is compared with earlier ranks, never with itself. */
  beginRank(): void {
    this.#isFirstRank = this.#records === 0;
    this.#hasOnlyRepeated = true;
    for (const remember of this.#ofThisRank) remember();
    this.#ofThisRank.length = 0;
  }

  /** Whether an earlier rank wrote the same choices for this layer in this step. */
  isReplica({ step, layer, ids }: { step: number; layer: number; ids: Int32Array }): boolean {
    this.#records++;
    const earlier = this.#known.get(step)?.get(layer);
    const hash = hashOf(ids);
    const isSame = earlier?.has(hash) ?? false;
    const isReplica = isSame && (ids.length >= TELLING_IDS || this.#hasOnlyRepeated);
    if (isReplica) {
      this.#repeated++;
      return true;
    }
    this.#hasOnlyRepeated = false;
    if (!this.#isFirstRank && earlier !== undefined) this.hasDifferentRanks = true;
    if (this.#remembered++ < MAX_REMEMBERED) this.#ofThisRank.push(() => this.#remember(step, layer, hash));
    return false;
  }

  #remember(step: number, layer: number, hash: number): void {
    const layers = this.#known.get(step) ?? new Map<number, Set<number>>();
    const hashes = layers.get(layer) ?? new Set<number>();
    this.#known.set(step, layers.set(layer, hashes.add(hash)));
  }
}

/** 52 bits: two runs of FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) with different beginnings. */
function hashOf(ids: Int32Array): number {
  let [low, high] = [0x811c9dc5, 0x9dc5811c ^ ids.length];
  for (const id of ids) {
    low = Math.imul(low ^ id, 0x01000193);
    high = Math.imul(high ^ id, 0x01000193) ^ (high >>> 15);
  }
  return (low >>> 0) + (high & 0xfffff) * 2 ** 32;
}
