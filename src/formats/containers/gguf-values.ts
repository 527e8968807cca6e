/**
 * Values of GGUF's metadata (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md): numbers, booleans, strings, and
 * arrays of them, of which tokenizers have hundreds of thousands. Long arrays are passed over, and only counted.
 */
import { Fault } from '../../core/fault.ts';
import { clipped } from '../clipped.ts';
import { MAX_GGUF_DEPTH, MAX_GGUF_STRING_BYTES } from '../limits.ts';
import { numberBytes, type ForwardCursor, type NumberKind } from './forward-cursor.ts';

export interface GgufArray {
  readonly kind: 'array';
  readonly length: number;
  /** Null where there are too many, or they are no numbers. */
  readonly numbers: readonly number[] | null;
}

export type GgufValue = number | boolean | string | GgufArray;

/** Where in the file lengths and counts have how many bytes. */
export interface GgufContext {
  readonly file: string;
  /** Kind of counts and lengths: 32 bits in version 1, 64 since. */
  readonly size: 'u32' | 'u64';
}

/** By their numbers in the file; 7 to 9 are booleans, strings and arrays. */
const numberKinds: ReadonlyMap<number, NumberKind> = new Map([
  [0, 'u8'],
  [1, 'i8'],
  [2, 'u16'],
  [3, 'i16'],
  [4, 'u32'],
  [5, 'i32'],
  [6, 'f32'],
  [7, 'u8'],
  [10, 'u64'],
  [11, 'i64'],
  [12, 'f64'],
]);
const BOOLEAN = 7;
const STRING = 8;
const ARRAY = 9;

/** Arrays of numbers up to this length are kept: some settings are lists, an entry a layer. */
const KEPT_NUMBERS = 1024;

/** Strings up to this length are kept whole. */
const KEPT_STRING_BYTES = 4096;

/** Throws `malformed`, `over-limit` or `truncated`. */
export async function readGgufString(cursor: ForwardCursor, context: GgufContext): Promise<string> {
  const length = await readLength(cursor, context);
  const kept = Math.min(length, KEPT_STRING_BYTES);
  await cursor.need(kept);
  const text = new TextDecoder().decode(cursor.bytes(kept));
  cursor.skip(length - kept);
  return kept < length ? `${text}…` : text;
}

async function readLength(cursor: ForwardCursor, { file, size }: GgufContext): Promise<number> {
  await cursor.need(numberBytes[size]);
  const value = cursor.number(size);
  if (value > MAX_GGUF_STRING_BYTES) {
    throw new Fault('over-limit', {
      file,
      what: 'the length of a string',
      value,
      limit: MAX_GGUF_STRING_BYTES,
    });
  }
  return value;
}

/** The value of a key. Throws `malformed`, `over-limit` or `truncated`. */
export async function readGgufValue(
  cursor: ForwardCursor,
  { key, ...context }: GgufContext & { readonly key: string },
): Promise<GgufValue> {
  await cursor.need(4);
  const type = cursor.number('u32');
  if (type === STRING) return readGgufString(cursor, context);
  if (type === ARRAY) return readArray(cursor, context, 1);
  const kind = numberKinds.get(type);
  if (kind === undefined) {
    const detail = `“${clipped(key)}” has a value of the unknown type ${type}`;
    throw new Fault('malformed', { file: context.file, format: 'GGUF', detail });
  }
  await cursor.need(numberBytes[kind]);
  const value = cursor.number(kind);
  return type === BOOLEAN ? value !== 0 : value;
}

async function readArray(cursor: ForwardCursor, context: GgufContext, depth: number): Promise<GgufArray> {
  const { file, size } = context;
  if (depth > MAX_GGUF_DEPTH) {
    throw new Fault('over-limit', { file, what: 'nesting of arrays', value: depth, limit: MAX_GGUF_DEPTH });
  }
  await cursor.need(4 + numberBytes[size]);
  const type = cursor.number('u32');
  const length = cursor.number(size);
  if (type === STRING) await skipStrings(cursor, context, length);
  else if (type === ARRAY) for (let i = 0; i < length; i++) await readArray(cursor, context, depth + 1);
  else return { kind: 'array', length, numbers: await readNumbers(cursor, { type, length, file }) };
  return { kind: 'array', length, numbers: null };
}

async function readNumbers(
  cursor: ForwardCursor,
  { type, length, file }: { type: number; length: number; file: string },
): Promise<number[] | null> {
  const kind = numberKinds.get(type);
  if (kind === undefined) {
    throw new Fault('malformed', { file, format: 'GGUF', detail: `an array has the unknown type ${type}` });
  }
  if (length > KEPT_NUMBERS) {
    cursor.skip(length * numberBytes[kind]);
    return null;
  }
  await cursor.need(length * numberBytes[kind]);
  return Array.from({ length }, () => cursor.number(kind));
}

/** Only waits where the bytes at hand end: a tokenizer's strings go by in milliseconds. */
async function skipStrings(cursor: ForwardCursor, context: GgufContext, count: number): Promise<void> {
  const bytes = numberBytes[context.size];
  for (let i = 0; i < count; i++) {
    if (!cursor.has(bytes)) await cursor.need(bytes);
    const length = cursor.number(context.size);
    cursor.skip(length);
  }
}
