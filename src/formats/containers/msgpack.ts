/**
 * MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md), token by token as it lies in a file. What is long is
 * stepped over, never read.
 */
import { Fault } from '../../core/fault.ts';
import { MAX_MSGPACK_TEXT_BYTES, MAX_MSGPACK_TOKENS } from '../limits.ts';
import type { ByteSource, ReadOptions } from '../source.ts';

export type MsgpackToken =
  | { readonly kind: 'map' | 'array'; readonly count: number }
  | { readonly kind: 'text' | 'bytes'; readonly startByte: number; readonly endByte: number }
  | {
      readonly kind: 'extension';
      readonly type: number;
      readonly startByte: number;
      readonly endByte: number;
    }
  /** Null for one that can't be counted exactly. */
  | { readonly kind: 'number'; readonly value: number | null }
  | { readonly kind: 'constant'; readonly value: boolean | null };

const WINDOW_BYTES = 65_536;
/** The first byte of a token, a length of four bytes or a number of eight, and the type of an extension. */
const LONGEST_HEAD = 10;

export class MsgpackReader {
  readonly #source: ByteSource;
  readonly #options: ReadOptions | undefined;
  #window: Uint8Array = new Uint8Array();
  #windowByte = 0;
  #tokens = 0;
  /** Where the next token begins; may be set. */
  at = 0;

  constructor(source: ByteSource, options: ReadOptions | undefined) {
    this.#source = source;
    this.#options = options;
  }

  /** The next token, past all its bytes; past its head alone for a map or an array. Throws `truncated`. */
  async next(): Promise<MsgpackToken> {
    if (++this.#tokens > MAX_MSGPACK_TOKENS) {
      const facts = { what: 'the number of its parts', value: this.#tokens, limit: MAX_MSGPACK_TOKENS };
      throw new Fault('over-limit', { file: this.#source.name, ...facts });
    }
    const { size: sizeBytes, name: file } = this.#source;
    const head = await this.#read(this.at, Math.min(this.at + LONGEST_HEAD, sizeBytes));
    const { token, headBytes } = parseHead(head, file);
    const span = 'startByte' in token ? token.endByte - token.startByte : 0;
    const startByte = this.at + headBytes;
    this.at = startByte + span;
    if (this.at > sizeBytes)
      throw new Fault('truncated', { file, what: 'its end', neededBytes: this.at, sizeBytes });
    return 'startByte' in token ? { ...token, startByte, endByte: this.at } : token;
  }

  async text({
    startByte,
    endByte,
  }: {
    readonly startByte: number;
    readonly endByte: number;
  }): Promise<string> {
    if (endByte - startByte > MAX_MSGPACK_TEXT_BYTES) {
      const facts = {
        what: 'the length of a name',
        value: endByte - startByte,
        limit: MAX_MSGPACK_TEXT_BYTES,
      };
      throw new Fault('over-limit', { file: this.#source.name, ...facts });
    }
    return new TextDecoder().decode(await this.#read(startByte, endByte));
  }

  async #read(startByte: number, endByte: number): Promise<Uint8Array> {
    if (startByte < this.#windowByte || endByte > this.#windowByte + this.#window.length) {
      const end = Math.max(endByte, Math.min(startByte + WINDOW_BYTES, this.#source.size));
      this.#window = await this.#source.read(startByte, end, this.#options);
      this.#windowByte = startByte;
    }
    return this.#window.subarray(startByte - this.#windowByte, endByte - this.#windowByte);
  }
}

interface Head {
  /** Spans count from 0. */
  readonly token: MsgpackToken;
  readonly headBytes: number;
}

/** What a first byte from 0xc0 to 0xdf begins. */
type Mark =
  | { readonly kind: 'constant'; readonly value: boolean | null }
  | { readonly kind: 'number'; readonly bytes: number; readonly read: (view: DataView) => number }
  /** Its length is in so many bytes, or is known. */
  | {
      readonly kind: 'text' | 'bytes' | 'extension' | 'map' | 'array';
      readonly lengthBytes: number;
      readonly length?: number;
    };

function number(bytes: number, read: (view: DataView) => number): Mark {
  return { kind: 'number', bytes, read };
}

const marks: ReadonlyMap<number, Mark> = new Map<number, Mark>([
  [0xc0, { kind: 'constant', value: null }],
  [0xc2, { kind: 'constant', value: false }],
  [0xc3, { kind: 'constant', value: true }],
  [0xc4, { kind: 'bytes', lengthBytes: 1 }],
  [0xc5, { kind: 'bytes', lengthBytes: 2 }],
  [0xc6, { kind: 'bytes', lengthBytes: 4 }],
  [0xc7, { kind: 'extension', lengthBytes: 1 }],
  [0xc8, { kind: 'extension', lengthBytes: 2 }],
  [0xc9, { kind: 'extension', lengthBytes: 4 }],
  [0xca, number(4, (view) => view.getFloat32(1))],
  [0xcb, number(8, (view) => view.getFloat64(1))],
  [0xcc, number(1, (view) => view.getUint8(1))],
  [0xcd, number(2, (view) => view.getUint16(1))],
  [0xce, number(4, (view) => view.getUint32(1))],
  [0xcf, number(8, (view) => Number(view.getBigUint64(1)))],
  [0xd0, number(1, (view) => view.getInt8(1))],
  [0xd1, number(2, (view) => view.getInt16(1))],
  [0xd2, number(4, (view) => view.getInt32(1))],
  [0xd3, number(8, (view) => Number(view.getBigInt64(1)))],
  ...[1, 2, 4, 8, 16].map(
    (length, i) => [0xd4 + i, { kind: 'extension', lengthBytes: 0, length }] as [number, Mark],
  ),
  [0xd9, { kind: 'text', lengthBytes: 1 }],
  [0xda, { kind: 'text', lengthBytes: 2 }],
  [0xdb, { kind: 'text', lengthBytes: 4 }],
  [0xdc, { kind: 'array', lengthBytes: 2 }],
  [0xdd, { kind: 'array', lengthBytes: 4 }],
  [0xde, { kind: 'map', lengthBytes: 2 }],
  [0xdf, { kind: 'map', lengthBytes: 4 }],
]);

function parseHead(head: Uint8Array, file: string): Head {
  const first = head[0];
  if (first === undefined) throw tooShort(file, 1, head);
  if (first < 0x80) return { token: { kind: 'number', value: first }, headBytes: 1 };
  if (first >= 0xe0) return { token: { kind: 'number', value: first - 256 }, headBytes: 1 };
  if (first < 0x90) return { token: { kind: 'map', count: first & 15 }, headBytes: 1 };
  if (first < 0xa0) return { token: { kind: 'array', count: first & 15 }, headBytes: 1 };
  if (first < 0xc0) return { token: { kind: 'text', startByte: 0, endByte: first & 31 }, headBytes: 1 };
  const mark = marks.get(first);
  if (mark === undefined)
    throw new Fault('malformed', { file, format: 'MessagePack', detail: 'a byte begins nothing' });
  return parseMarked(head, mark, file);
}

function parseMarked(head: Uint8Array, mark: Mark, file: string): Head {
  if (mark.kind === 'constant') return { token: mark, headBytes: 1 };
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const headBytes = 1 + (mark.kind === 'number' ? mark.bytes : mark.lengthBytes);
  const typeBytes = mark.kind === 'extension' ? 1 : 0;
  if (head.length < headBytes + typeBytes) throw tooShort(file, headBytes + typeBytes, head);
  if (mark.kind === 'number') {
    const value = mark.read(view);
    return { token: { kind: 'number', value: Number.isSafeInteger(value) ? value : null }, headBytes };
  }
  const { kind, lengthBytes } = mark;
  const length = mark.length ?? lengthOf(view, lengthBytes);
  if (kind === 'map' || kind === 'array') return { token: { kind, count: length }, headBytes };
  const span = { startByte: 0, endByte: length };
  if (kind !== 'extension') return { token: { kind, ...span }, headBytes };
  return { token: { kind, type: view.getInt8(headBytes), ...span }, headBytes: headBytes + typeBytes };
}

function lengthOf(view: DataView, bytes: number): number {
  if (bytes === 1) return view.getUint8(1);
  return bytes === 2 ? view.getUint16(1) : view.getUint32(1);
}

function tooShort(file: string, neededBytes: number, { length }: Uint8Array): Fault<'truncated'> {
  return new Fault('truncated', { file, what: 'its end', neededBytes, sizeBytes: length });
}
