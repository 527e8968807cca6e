/**
 * The bytes of an HDF5 file that describe it. They lie in small pieces all over the file, many of them side by side, so they are
 * read by pages and kept; elements of datasets never pass through here.
 */
import { Fault } from '../../../core/fault.ts';
import { MAX_EXACT, MAX_HDF5_METADATA_BYTES, MAX_HDF5_NODES } from '../../limits.ts';
import type { ByteSource, ReadOptions } from '../../source.ts';

const PAGE_BYTES = 16_384;

/** An address of all ones stands for none. */
const NO_ADDRESS = 2n ** 64n - 1n;

export function malformedHdf5(file: string, detail: string): Fault<'malformed'> {
  return new Fault('malformed', { file, format: 'HDF5', detail });
}

export class Hdf5Metadata {
  readonly file: string;
  readonly size: number;
  readonly #source: ByteSource;
  readonly #options: ReadOptions | undefined;
  readonly #pages = new Map<number, Promise<Uint8Array>>();
  readonly #met = new Set<number>();
  #readBytes = 0;
  /** Added to every address. */
  baseByte = 0;

  constructor(source: ByteSource, options: ReadOptions | undefined) {
    this.file = source.name;
    this.size = source.size;
    this.#source = source;
    this.#options = options;
  }

  /**
   * `length` bytes from an address. Throws `truncated` beyond the file's end, and `over-limit` where the same bytes are
   * asked for again and again: a short file could describe itself for ever.
   */
  async read(address: number, length: number): Promise<Hdf5Cursor> {
    const startByte = this.baseByte + address;
    const endByte = startByte + length;
    if (endByte > this.size) {
      const facts = { what: 'its description', neededBytes: endByte, sizeBytes: this.size };
      throw new Fault('truncated', { file: this.file, ...facts });
    }
    this.#readBytes += length;
    this.#refuseLonger(this.#readBytes);
    const bytes = new Uint8Array(length);
    for (let at = startByte; at < endByte;) {
      const number = Math.floor(at / PAGE_BYTES);
      const page = await this.#page(number);
      const some = page.subarray(at - number * PAGE_BYTES, endByte - number * PAGE_BYTES);
      bytes.set(some, at - startByte);
      at += some.length;
    }
    return new Hdf5Cursor(this.file, bytes, address);
  }

  /** Counts a node of a tree or of a list, each of which is met once: none may lead to another for ever. */
  meet(address: number): void {
    if (this.#met.has(address)) throw malformedHdf5(this.file, 'it goes round in circles');
    this.#met.add(address);
    if (this.#met.size > MAX_HDF5_NODES) {
      const facts = {
        what: 'the number of its groups and nodes',
        value: this.#met.size,
        limit: MAX_HDF5_NODES,
      };
      throw new Fault('over-limit', { file: this.file, ...facts });
    }
  }

  async #page(number: number): Promise<Uint8Array> {
    const known = this.#pages.get(number);
    if (known !== undefined) return known;
    this.#refuseLonger((this.#pages.size + 1) * PAGE_BYTES);
    const startByte = number * PAGE_BYTES;
    const page = this.#source.read(startByte, Math.min(startByte + PAGE_BYTES, this.size), this.#options);
    this.#pages.set(number, page);
    return page;
  }

  #refuseLonger(value: number): void {
    if (value <= MAX_HDF5_METADATA_BYTES) return;
    const facts = { what: 'the length of its description', value, limit: MAX_HDF5_METADATA_BYTES };
    throw new Fault('over-limit', { file: this.file, ...facts });
  }
}

/** Goes through some bytes; every step beyond their end is `malformed`. Numbers are little-endian. */
export class Hdf5Cursor {
  readonly file: string;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** Address of the first byte. */
  readonly #address: number;
  at = 0;

  constructor(file: string, bytes: Uint8Array, address: number) {
    this.file = file;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#address = address;
  }

  get address(): number {
    return this.#address + this.at;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw malformedHdf5(this.file, 'a part of its description ends too early');
    const start = this.at;
    this.at += length;
    return this.#bytes.subarray(start, this.at);
  }

  /** The next bytes as a cursor of their own. */
  part(length: number): Hdf5Cursor {
    const { address } = this;
    return new Hdf5Cursor(this.file, this.take(length), address);
  }

  skip(length: number): this {
    this.take(length);
    return this;
  }

  u8(): number {
    return this.take(1)[0]!;
  }

  u16(): number {
    this.take(2);
    return this.#view.getUint16(this.at - 2, true);
  }

  u32(): number {
    this.take(4);
    return this.#view.getUint32(this.at - 4, true);
  }

  /** A length, or an address that has to be there. */
  u64(): number {
    const value = this.address64();
    if (value === null) throw malformedHdf5(this.file, 'an address is missing');
    return value;
  }

  /** Null for an address that stands for none. */
  address64(): number | null {
    this.take(8);
    const value = this.#view.getBigUint64(this.at - 8, true);
    if (value === NO_ADDRESS) return null;
    if (value > BigInt(MAX_EXACT)) throw malformedHdf5(this.file, 'a length or address is beyond counting');
    return Number(value);
  }

  /** An unsigned number of 1, 2, 4 or 8 bytes. */
  unsigned(byteLength: number): number {
    if (byteLength === 8) return this.u64();
    if (byteLength === 4) return this.u32();
    return byteLength === 2 ? this.u16() : this.u8();
  }

  /** True, and past it, if these characters come next. */
  expect(signature: string): void {
    const bytes = this.take(signature.length);
    if (String.fromCharCode(...bytes) !== signature) {
      throw malformedHdf5(this.file, `“${signature}” is not where it should be`);
    }
  }

  /** Text up to a zero byte, or to the end. */
  text(): string {
    const rest = this.#bytes.subarray(this.at);
    const end = rest.indexOf(0);
    return new TextDecoder().decode(end < 0 ? rest : rest.subarray(0, end));
  }
}
