/**
 * Orders the scores of a row, many rows one after the other: by radix, in three passes of eleven bits over the floats' own,
 * which rise with them. A pass in which all scores are alike, as the last bits of 16-bit weights, is left out.
 */
const BITS = 11;
const BUCKETS = 2 ** BITS;
const PASSES = 3;

export class RowOrder {
  readonly #counts = new Uint32Array(BUCKETS);
  #from: Uint32Array;
  #to: Uint32Array;

  constructor(columns: number) {
    this.#from = new Uint32Array(columns);
    this.#to = new Uint32Array(columns);
  }

  /** Places by falling score, equal ones in their order; none may be negative or NaN. Good until it is called again. */
  falling(scores: Float32Array): Uint32Array {
    const keys = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
    for (let i = 0; i < keys.length; i++) this.#from[i] = i;
    for (let pass = 0; pass < PASSES; pass++) this.#sortBy(keys, pass * BITS);
    return this.#from;
  }

  #sortBy(keys: Uint32Array, shift: number): void {
    const counts = this.#counts.fill(0);
    for (const key of keys) counts[(key >>> shift) & (BUCKETS - 1)]!++;
    if (keys.length === 0 || counts[(keys[0]! >>> shift) & (BUCKETS - 1)] === keys.length) return;
    for (let bucket = BUCKETS - 1, start = 0; bucket >= 0; bucket--) {
      const count = counts[bucket]!;
      counts[bucket] = start;
      start += count;
    }
    const [from, to] = [this.#from, this.#to];
    for (const place of from) to[counts[(keys[place]! >>> shift) & (BUCKETS - 1)]!++] = place;
    [this.#from, this.#to] = [to, from];
  }
}
