/** Little-endian bytes, one after the other. */
export class ByteWriter {
  readonly #pieces: Uint8Array[] = [];
  length = 0;

  bytes(...pieces: readonly Uint8Array[]): this {
    for (const piece of pieces) {
      this.#pieces.push(piece);
      this.length += piece.length;
    }
    return this;
  }

  u16(...values: readonly number[]): this {
    return this.bytes(new Uint8Array(Uint16Array.from(values).buffer));
  }

  u32(...values: readonly number[]): this {
    return this.bytes(new Uint8Array(Uint32Array.from(values).buffer));
  }

  u64(...values: readonly (number | bigint)[]): this {
    return this.bytes(new Uint8Array(BigUint64Array.from(values.map(BigInt)).buffer));
  }

  done(): Uint8Array {
    const joined = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.#pieces) {
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }
}
