/** Little-endian numbers to bytes and back. Reading past an end is a fault, never an undefined. */
import { Fault } from '../fault.ts';

export class ByteWriter {
  #bytes = new Uint8Array(2 ** 16);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  u8(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  u16(value: number): void {
    this.#room(2);
    this.#view.setUint16(this.#length, value, true);
    this.#length += 2;
  }

  u32(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  f32(value: number): void {
    this.#room(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  f64(value: number): void {
    this.#room(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** A whole number from 0 to 2^53 − 1, seven bits a byte, lowest first (LEB128). */
  varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.u8((rest % 0x80) + 0x80);
    this.u8(rest);
  }

  /** A whole number of either sign: 0, −1, 1, −2, … */
  zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** A number that is mostly whole: itself plus 1 as a varint, or 0 and a double. */
  count(value: number): void {
    if (Number.isSafeInteger(value + 1) && value >= 0) this.varint(value + 1);
    else {
      this.varint(0);
      this.f64(value);
    }
  }

  bytes(values: Uint8Array): void {
    this.#room(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** What was written so far. */
  written(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#length + bytes));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  readonly #what: string;
  #at = 0;

  /** `file` and `what` are how faults call it: a name, and “summary”. */
  constructor(bytes: Uint8Array, file: string, what: string) {
    this.#what = what;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#file = file;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#bytes[this.#step(1)]!;
  }

  u16(): number {
    return this.#view.getUint16(this.#step(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#step(4), true);
  }

  f32(): number {
    return this.#view.getFloat32(this.#step(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#step(8), true);
  }

  varint(): number {
    let value = 0;
    for (let unit = 1; unit <= 2 ** 49; unit *= 0x80) {
      const byte = this.u8();
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return Number.isSafeInteger(value) ? value : this.fail('a number passes 2^53');
    }
    return this.fail('a number never ends');
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  count(): number {
    const value = this.varint();
    return value === 0 ? this.f64() : value - 1;
  }

  bytes(length: number): Uint8Array {
    const start = this.#step(length);
    return this.#bytes.subarray(start, start + length);
  }

  /** A reader of the next `length` bytes alone. */
  within(length: number): ByteReader {
    return new ByteReader(this.bytes(length), this.#file, this.#what);
  }

  /** A number of things that take at least `bytesEach` of what is left: safe to make room for. */
  quantity(value: number, bytesEach: number): number {
    if (value * bytesEach > this.remaining) this.#short(value * bytesEach);
    return value;
  }

  limit(what: string, value: number, limit: number): void {
    if (value > limit) throw new Fault('over-limit', { file: this.#file, what, value, limit });
  }

  fail(detail: string): never {
    throw malformed(this.#file, this.#what, detail);
  }

  #step(length: number): number {
    if (length > this.remaining) this.#short(length);
    const start = this.#at;
    this.#at += length;
    return start;
  }

  #short(length: number): never {
    throw new Fault('truncated', {
      file: this.#file,
      what: `some of the ${this.#what}`,
      neededBytes: this.#at + length,
      sizeBytes: this.#bytes.length,
    });
  }
}

export function malformed(file: string, what: string, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format: `MoE Scope ${what}`, detail });
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Null if the bytes are not UTF-8. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
