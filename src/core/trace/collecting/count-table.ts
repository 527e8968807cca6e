/** Counts by key, in two flat arrays: some millions of them in a few tens of megabytes. Keys are whole numbers from 0. */
const FIRST_CAPACITY = 1024;
const EMPTY = -1;

export class CountTable {
  #keys = new Float64Array(FIRST_CAPACITY).fill(EMPTY);
  #counts = new Float64Array(FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(key: number, count: number): void {
    const at = this.#find(key);
    if (this.#keys[at] === EMPTY) {
      this.#keys[at] = key;
      this.#size++;
    }
    this.#counts[at]! += count;
    if (this.#size * 2 > this.#keys.length) this.#rebuild(this.#keys.length * 2, () => true);
  }

  /** Forgets keys that are not wanted. */
  keep(isWanted: (key: number) => boolean): void {
    this.#rebuild(this.#keys.length, isWanted);
  }

  forEach(visit: (key: number, count: number) => void): void {
    this.#keys.forEach((key, at) => {
      if (key !== EMPTY) visit(key, this.#counts[at]!);
    });
  }

  #find(key: number): number {
    const mask = this.#keys.length - 1;
    let at = hash(key) & mask;
    while (this.#keys[at] !== EMPTY && this.#keys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  #rebuild(capacity: number, isWanted: (key: number) => boolean): void {
    const [keys, counts] = [this.#keys, this.#counts];
    this.#keys = new Float64Array(capacity).fill(EMPTY);
    this.#counts = new Float64Array(capacity);
    this.#size = 0;
    keys.forEach((key, i) => {
      if (key === EMPTY || !isWanted(key)) return;
      const at = this.#find(key);
      this.#keys[at] = key;
      this.#counts[at] = counts[i]!;
      this.#size++;
    });
  }
}

/** Mixes all bits of a number below 2^53. */
function hash(key: number): number {
  const mixed = Math.imul((key >>> 0) ^ Math.imul(Math.floor(key / 2 ** 32), 0x9e3779b1), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
