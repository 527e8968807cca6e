/**
 * Reads a header from front to back without holding it: what a string or an array claims is checked against the file
 * before it is read, and what is skipped is not read at all.
 */
import { Fault } from '../../core/fault.ts';
import type { ByteSource, ReadOptions } from '../source.ts';

/** The first look, and the most that is read ahead; a header of 20 MB takes some ten reads. */
const FIRST_BYTES = 256 * 1024;
const MOST_BYTES = 4 * 2 ** 20;

export interface CursorOptions extends ReadOptions {
  /** For messages: what is being read, "its header". */
  readonly what: string;
  /** Ceiling for positions. */
  readonly maxBytes: number;
}

export class ForwardCursor {
  position = 0;
  isBigEndian = false;
  readonly #source: ByteSource;
  readonly #options: CursorOptions;
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Where in the file the view begins. */
  #start = 0;
  #readAhead = FIRST_BYTES;

  constructor(source: ByteSource, options: CursorOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** True if the next bytes can be read without waiting. */
  has(byteLength: number): boolean {
    return this.position >= this.#start && this.position + byteLength <= this.#start + this.#view.byteLength;
  }

  /** Makes the next bytes readable. Throws `truncated` or `over-limit`, and what sources throw. */
  async need(byteLength: number): Promise<void> {
    if (this.has(byteLength)) return;
    this.#check(this.position + byteLength);
    const length = Math.max(byteLength, this.#readAhead);
    const endByte = Math.min(this.#source.size, this.position + length);
    const bytes = await this.#source.read(this.position, endByte, this.#options);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#start = this.position;
    this.#readAhead = Math.min(MOST_BYTES, 2 * this.#readAhead);
  }

  /** Goes on after bytes that nobody needs. Throws `truncated` or `over-limit` if the file has not as many. */
  skip(byteLength: number): void {
    this.#check(this.position + byteLength);
    this.position += byteLength;
  }

  /** A number of the given kind, after `need` of its bytes. */
  number(kind: NumberKind): number {
    const at = this.position - this.#start;
    this.position += numberBytes[kind];
    return readers[kind](this.#view, at, !this.isBigEndian);
  }

  /** The next bytes, after `need` of them; valid until the next `need`. */
  bytes(byteLength: number): Uint8Array {
    const at = this.position - this.#start;
    this.position += byteLength;
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, byteLength);
  }

  #check(endByte: number): void {
    const { name: file, size: sizeBytes } = this.#source;
    const { what, maxBytes } = this.#options;
    if (endByte > sizeBytes) throw new Fault('truncated', { file, what, neededBytes: endByte, sizeBytes });
    if (endByte > maxBytes) {
      throw new Fault('over-limit', { file, what: `the length of ${what}`, value: endByte, limit: maxBytes });
    }
  }
}

/** 64-bit integers become doubles: beyond 2^53 only their size matters here, which is that of a lie. */
const readers = {
  u8: (view: DataView, at: number) => view.getUint8(at),
  i8: (view: DataView, at: number) => view.getInt8(at),
  u16: (view: DataView, at: number, isLittle: boolean) => view.getUint16(at, isLittle),
  i16: (view: DataView, at: number, isLittle: boolean) => view.getInt16(at, isLittle),
  u32: (view: DataView, at: number, isLittle: boolean) => view.getUint32(at, isLittle),
  i32: (view: DataView, at: number, isLittle: boolean) => view.getInt32(at, isLittle),
  f32: (view: DataView, at: number, isLittle: boolean) => view.getFloat32(at, isLittle),
  u64: (view: DataView, at: number, isLittle: boolean) => Number(view.getBigUint64(at, isLittle)),
  i64: (view: DataView, at: number, isLittle: boolean) => Number(view.getBigInt64(at, isLittle)),
  f64: (view: DataView, at: number, isLittle: boolean) => view.getFloat64(at, isLittle),
} as const;

export type NumberKind = keyof typeof readers;

export const numberBytes: Readonly<Record<NumberKind, number>> = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  u64: 8,
  i64: 8,
  f64: 8,
};
