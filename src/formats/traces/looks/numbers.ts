/** Elements of arrays as numbers: little or big-endian bytes of any dtype that traces are written in. */
import { decodingOf, isCoded } from '../../../core/decode.ts';
import { dtypes, type Dtype } from '../../../core/dtype.ts';
import type { IdArray } from '../../../core/trace/trace-sink.ts';

export type Numbers =
  Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;

type ArrayBufferBytes = Uint8Array<ArrayBuffer>;

const plainReaders: Partial<Record<Dtype, (bytes: ArrayBufferBytes) => Numbers>> = {
  F64: ({ buffer }) => new Float64Array(buffer),
  F32: ({ buffer }) => new Float32Array(buffer),
  I32: ({ buffer }) => new Int32Array(buffer),
  U32: ({ buffer }) => new Uint32Array(buffer),
  I16: ({ buffer }) => new Int16Array(buffer),
  U16: ({ buffer }) => new Uint16Array(buffer),
  I8: ({ buffer }) => new Int8Array(buffer),
  U8: (bytes) => bytes,
  BOOL: (bytes) => bytes,
  I64: ({ buffer }) => widened(new Uint32Array(buffer), new Int32Array(buffer)),
  U64: ({ buffer }) => widened(new Uint32Array(buffer), new Uint32Array(buffer)),
};

/** Whether elements of this dtype are numbers that can be read here. */
export function isReadable(dtype: Dtype): boolean {
  return plainReaders[dtype] !== undefined || (isCoded(dtype) && dtypes[dtype].bits >= 8);
}

/** `bytes` are whole elements; they may be changed. 64-bit integers become doubles, exact to 2^53. */
export function decodeNumbers(
  bytes: Uint8Array,
  { dtype, isBigEndian = false }: { readonly dtype: Dtype; readonly isBigEndian?: boolean },
): Numbers {
  const own = aligned(bytes);
  const width = dtypes[dtype].bits / 8;
  if (isBigEndian && width > 1) {
    for (let at = 0; at < own.length; at += width) own.subarray(at, at + width).reverse();
  }
  const read = plainReaders[dtype];
  if (read !== undefined) return read(own);
  if (!isCoded(dtype)) throw new RangeError(`no numbers can be read from ${dtype}`);
  const { values } = decodingOf(dtype);
  const codes = width === 1 ? own : new Uint16Array(own.buffer);
  const floats = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) floats[i] = values[codes[i]!]!;
  return floats;
}

/** The same bytes, alone in their buffer. */
function aligned(bytes: Uint8Array): ArrayBufferBytes {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length) return new Uint8Array(buffer);
  return new Uint8Array(bytes);
}

/** Lower and upper halves of 64-bit integers, both views of the same bytes. */
function widened(halves: Uint32Array, signed: Int32Array | Uint32Array): Float64Array {
  const numbers = new Float64Array(halves.length / 2);
  for (let i = 0; i < numbers.length; i++) numbers[i] = signed[2 * i + 1]! * 2 ** 32 + halves[2 * i]!;
  return numbers;
}

export function sumOf(numbers: Numbers): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}

const MAX_ID = 2 ** 31 - 1;

/** As ids of experts; what no id can be becomes the largest number, which is no expert either. */
export function idsOf(numbers: Numbers | readonly number[]): IdArray {
  if (
    numbers instanceof Int32Array ||
    numbers instanceof Int16Array ||
    numbers instanceof Uint16Array ||
    numbers instanceof Uint8Array
  ) {
    return numbers;
  }
  const ids = new Int32Array(numbers.length);
  for (let i = 0; i < ids.length; i++) {
    const number = numbers[i]!;
    ids[i] = Number.isInteger(number) && Math.abs(number) <= MAX_ID ? number : MAX_ID;
  }
  return ids;
}
