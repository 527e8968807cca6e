/** Arrays that grow as a file is read, since nothing is believed of how much is to come. */

type Items = Uint8Array | Uint16Array | Uint32Array | Float32Array;

export class Growing<T extends Items> {
  #items: T;
  length = 0;

  /** Begins with the given array's kind and room. */
  constructor(room: T) {
    this.#items = room;
  }

  push(value: number): void {
    this.#makeRoom(1);
    this.#items[this.length++] = value;
  }

  append(values: ArrayLike<number>): void {
    this.#makeRoom(values.length);
    this.#items.set(values, this.length);
    this.length += values.length;
  }

  /** A copy of exactly what has been put in. */
  done(): T {
    return this.#items.slice(0, this.length) as T;
  }

  #makeRoom(more: number): void {
    const wanted = this.length + more;
    if (wanted <= this.#items.length) return;
    const make = this.#items.constructor as new (length: number) => T;
    const larger = new make(Math.max(wanted, 2 * this.#items.length));
    larger.set(this.#items);
    this.#items = larger;
  }
}
