/**
 * Counts by a pair of whole numbers, in two flat arrays: hundreds of thousands of them in a few megabytes. The pair is
 * kept as one number, `high` · 2²⁵ + `low`, and told apart again by `highOf` and `lowOf`.
 */
const FIRST_CAPACITY = 1024;
const EMPTY = -1;

/** `low` is below this, `high` below 2²⁸. */
export const LOW_LIMIT = 2 ** 25;

export function highOf(key: number): number {
  return Math.floor(key / LOW_LIMIT);
}

export function lowOf(key: number): number {
  return key % LOW_LIMIT;
}

export class CountTable {
  #keys = new Float64Array(FIRST_CAPACITY).fill(EMPTY);
  #counts = new Float64Array(FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(high: number, low: number, count: number): void {
    const at = this.#find(high, low);
    if (this.#keys[at] === EMPTY) {
      this.#keys[at] = high * LOW_LIMIT + low;
      this.#size++;
    }
    this.#counts[at]! += count;
    if (this.#size * 2 > this.#keys.length) this.#rebuild(this.#keys.length * 2, () => true);
  }

  /** Forgets keys that are not wanted. */
  keep(isWanted: (high: number) => boolean): void {
    this.#rebuild(this.#keys.length, isWanted);
  }

  forEach(visit: (key: number, count: number) => void): void {
    this.#keys.forEach((key, at) => {
      if (key !== EMPTY) visit(key, this.#counts[at]!);
    });
  }

  /** Where the pair is, or would be. */
  #find(high: number, low: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    const key = high * LOW_LIMIT + low;
    let at = hash(high, low) & mask;
    while (keys[at] !== EMPTY && keys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  #rebuild(capacity: number, isWanted: (high: number) => boolean): void {
    const [keys, counts] = [this.#keys, this.#counts];
    this.#keys = new Float64Array(capacity).fill(EMPTY);
    this.#counts = new Float64Array(capacity);
    this.#size = 0;
    keys.forEach((key, i) => {
      if (key === EMPTY || !isWanted(highOf(key))) return;
      const at = this.#find(highOf(key), lowOf(key));
      this.#keys[at] = key;
      this.#counts[at] = counts[i]!;
      this.#size++;
    });
  }
}

function hash(high: number, low: number): number {
  const mixed = Math.imul(Math.imul(high, 0x9e3779b1) ^ low, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
