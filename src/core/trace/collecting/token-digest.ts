/** A number that tells two runs of vocabulary ids apart: FNV-1a (Fowler, Noll & Vo) over the ids of one layer, in order. */
export class TokenDigest {
  #layer: number | null = null;
  #hash = 0x811c9dc5;

  /** Null where no ids were told. */
  get value(): number | null {
    return this.#layer === null ? null : this.#hash;
  }

  /** Ids of the same tokens in other layers say nothing new. */
  add(layer: number, ids: ArrayLike<number>, count: number): void {
    this.#layer ??= layer;
    if (layer !== this.#layer) return;
    let hash = this.#hash;
    for (let t = 0; t < count; t++) hash = Math.imul(hash ^ ids[t]!, 0x01000193) >>> 0;
    this.#hash = hash;
  }
}
