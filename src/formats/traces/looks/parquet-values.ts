/** Values and levels of Parquet's pages: https://parquet.apache.org/docs/file-format/data-pages/encodings/ */
import type { SchemaElement } from 'hyparquet';
import { decodeNumbers } from './numbers.ts';
import type { Dtype } from '../../../core/dtype.ts';

/** Null where there is but one level. */
export function readLevels(
  bytes: Uint8Array,
  { max, count }: { readonly max: number; readonly count: number },
): Uint8Array | null {
  if (max === 0) return null;
  return Uint8Array.from(readRuns(bytes, { bitWidth: 32 - Math.clz32(max), count }));
}

/** Runs of one value, and of values side by side in as few bits as the largest needs. Throws Error on anything else. */
export function readRuns(
  bytes: Uint8Array,
  { bitWidth, count }: { readonly bitWidth: number; readonly count: number },
): Uint32Array {
  const values = new Uint32Array(count);
  if (bitWidth === 0 || count === 0) return values;
  if (bitWidth > 24) throw new Error(`values of ${bitWidth} bits`);
  let at = 0;
  for (let filled = 0; filled < count;) {
    const { value: head, end } = readVarint(bytes, at);
    const isPacked = (head & 1) === 1;
    const claimed = isPacked ? (head >>> 1) * 8 : head >>> 1;
    const run = Math.min(claimed, count - filled);
    if (run === 0) throw new Error('a run of nothing');
    const byteLength = Math.ceil(isPacked ? (run * bitWidth) / 8 : bitWidth / 8);
    if (end + byteLength > bytes.length) throw new Error('a run beyond its page');
    if (isPacked) unpackBits(bytes, { start: end, bitWidth }, values.subarray(filled, filled + run));
    else values.fill(littleEndian(bytes, end, byteLength), filled, filled + run);
    filled += run;
    at = end + (isPacked ? (head >>> 1) * bitWidth : byteLength);
  }
  return values;
}

function readVarint(bytes: Uint8Array, start: number): { value: number; end: number } {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[start + i];
    if (byte === undefined) throw new Error('a run beyond its page');
    value |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return { value, end: start + i + 1 };
  }
  throw new Error('a run longer than any page');
}

function littleEndian(bytes: Uint8Array, start: number, byteLength: number): number {
  let value = 0;
  for (let i = 0; i < byteLength; i++) value += bytes[start + i]! * 2 ** (8 * i);
  return value;
}

function unpackBits(
  bytes: Uint8Array,
  { start, bitWidth }: { readonly start: number; readonly bitWidth: number },
  values: Uint32Array,
): void {
  const mask = 2 ** bitWidth - 1;
  let [held, bits, at] = [0, 0, start];
  for (let i = 0; i < values.length; i++) {
    while (bits < bitWidth) {
      held |= bytes[at++]! << bits;
      bits += 8;
    }
    values[i] = held & mask;
    held >>>= bitWidth;
    bits -= bitWidth;
  }
}

const plainDtypes: Readonly<Record<string, Dtype>> = {
  INT32: 'I32',
  INT64: 'I64',
  FLOAT: 'F32',
  DOUBLE: 'F64',
  FIXED_LEN_BYTE_ARRAY: 'F16',
};

const widths: Partial<Record<Dtype, number>> = { I32: 4, I64: 8, F32: 4, F64: 8, F16: 2 };

/** Throws Error if there are fewer. */
export function readPlain(bytes: Uint8Array, { type }: SchemaElement, count: number): Float64Array {
  const dtype = plainDtypes[type ?? ''];
  const width = dtype && widths[dtype];
  if (dtype === undefined || width === undefined) throw new Error('values that are no numbers');
  if (count * width > bytes.length) throw new Error('fewer values than were claimed');
  return Float64Array.from(decodeNumbers(bytes.slice(0, count * width), { dtype }));
}
