/** Scales of a run of codes (core/scaling.ts): which are needed, what their bytes say, and the weights that come of it. */
import { decodingOf, isCoded } from '../core/decode.ts';
import { byteLengthOf, type Dtype } from '../core/dtype.ts';
import {
  tileRowOf,
  tilesAcross,
  type NestedScales,
  type Scaling,
  type StoredNumbers,
} from '../core/scaling.ts';
import type { Elements } from './elements.ts';
import type { ByteSource, ReadOptions } from '../formats/source.ts';

/** Scales of whole rows of tiles, already times the tensor's factor. */
export interface Scales {
  /** Number of the first. */
  readonly first: number;
  readonly values: Float64Array;
  /** What is taken from the codes of each; absent for nothing. */
  readonly zeros?: Float64Array;
  /** The value of every code, where the file tells it. */
  readonly codes?: Float64Array;
}

/** An exponent is kept in a byte as this much more. */
const EXPONENT_BIAS = 127;

/** Those of the tiles that elements [startElement, endElement) lie in, at least one element. */
export async function readScales(
  scaling: Scaling,
  {
    startElement,
    endElement,
    sourceOf,
    ...options
  }: ReadOptions & {
    readonly startElement: number;
    readonly endElement: number;
    readonly sourceOf: (file: number) => ByteSource;
  },
): Promise<Scales> {
  const across = tilesAcross(scaling);
  const first = tileRowOf(scaling, Math.floor(startElement / scaling.columns)) * across;
  const end = (tileRowOf(scaling, Math.floor((endElement - 1) / scaling.columns)) + 1) * across;
  const read = ({ file, startByte, dtype }: StoredNumbers, from: number, to: number) => {
    const at = (index: number) => startByte + byteLengthOf(dtype, index);
    return sourceOf(file).read(at(from), at(to), options);
  };
  const values = await readValues(scaling, { first, end, read });
  const factor = await readFactor(scaling.factor, read);
  if (factor !== 1) values.forEach((value, i) => (values[i] = value * factor));
  const zeros = await readZeros(scaling.zero, { first, end, read });
  const codes = scaling.codes && decodeNumbers(await read(scaling.codes, 0, CODES_OF_4_BITS), scaling.codes);
  return {
    first,
    values: scaling.order ? inOrder(values, scaling.order) : values,
    ...(zeros && { zeros }),
    ...(codes && { codes }),
  };
}

const CODES_OF_4_BITS = 16;
const CODES_OF_8_BITS = 256;

interface Run {
  readonly first: number;
  readonly end: number;
  readonly read: ReadNumbers;
}

type ReadNumbers = (stored: StoredNumbers, from: number, to: number) => Promise<Uint8Array>;

/** Scales [first, end), without the tensor's factor. */
async function readValues(
  { scales, kind, nested }: Scaling,
  { first, end, read }: Run,
): Promise<Float64Array> {
  if (typeof scales === 'number') return new Float64Array(end - first).fill(scales);
  const bytes = await read(scales, first, end);
  if (nested !== undefined) return readNested(bytes, nested, { first, end, read });
  if (kind === 'value') return decodeNumbers(bytes, scales);
  return Float64Array.from(bytes, (exponent) => 2 ** (exponent - EXPONENT_BIAS));
}

async function readFactor(factor: Scaling['factor'], read: ReadNumbers): Promise<number> {
  if (factor === undefined || typeof factor === 'number') return factor ?? 1;
  const [value = 1] = decodeNumbers(await read(factor, 0, 1), factor);
  return factor.use === 'divide' ? 1 / value : value;
}

/** Scales [first, end), whose codes are given. */
async function readNested(
  own: Uint8Array,
  { codes, scales, group, offset }: NestedScales,
  { first, end, read }: Run,
): Promise<Float64Array> {
  const firstGroup = Math.floor(first / group);
  const values = decodeNumbers(await read(codes, 0, CODES_OF_8_BITS), codes);
  const groups = decodeNumbers(await read(scales, firstGroup, Math.ceil(end / group)), scales);
  return Float64Array.from(
    own,
    (code, i) => values[code]! * groups[Math.floor((first + i) / group) - firstGroup]! + offset,
  );
}

async function readZeros(zero: Scaling['zero'], { first, end, read }: Run): Promise<Float64Array | null> {
  if (zero === undefined) return null;
  if (typeof zero === 'number') return new Float64Array(end - first).fill(zero);
  // rows of tiles are whole words, so the first code is the lower half of a byte
  const bytes = await read({ ...zero, dtype: 'U4' }, first, end);
  return Float64Array.from(
    { length: end - first },
    (_, i) => ((bytes[i >> 1]! >> (4 * (i & 1))) & 15) + zero.more,
  );
}

function inOrder(values: Float64Array, order: readonly number[]): Float64Array {
  const { length } = order;
  return values.map((_, i) => values[i - (i % length) + order[i % length]!]!);
}

function decodeNumbers(bytes: Uint8Array, { dtype }: StoredNumbers): Float64Array {
  // a copy begins at a multiple of every number's size
  const { buffer } = bytes.slice();
  if (!isCoded(dtype)) return Float64Array.from(new Float32Array(buffer));
  const codes = byteLengthOf(dtype, 1) === 2 ? new Uint16Array(buffer) : new Uint8Array(buffer);
  const { values } = decodingOf(dtype);
  return Float64Array.from(codes, (code) => values[code]!);
}

const integers = Float64Array.from({ length: 256 }, (_, code) => code);
const wideIntegers = Float64Array.from({ length: 65_536 }, (_, code) => code);
const signedIntegers = Float64Array.from(Int8Array.from(integers));

/** Value of every code of a dtype that has scales. */
export function codeValues(dtype: Dtype): Float64Array {
  if (isCoded(dtype)) return decodingOf(dtype).values;
  if (dtype === 'U16') return wideIntegers;
  return dtype === 'I8' ? signedIntegers : integers;
}

/** Codes in memory: one a byte, or as wide as they are. */
export function codesOf({ buffer, byteOffset, count }: Elements, dtype: Dtype): Uint8Array | Uint16Array {
  return dtype === 'U16'
    ? new Uint16Array(buffer, byteOffset, count)
    : new Uint8Array(buffer, byteOffset, count);
}

/** Fills `weights` with those of `codes` that begin at `startElement` of their tensor. */
export function scaleCodes(
  codes: Uint8Array | Uint16Array,
  {
    weights,
    values: usual,
    scaling,
    scales,
    startElement,
  }: {
    readonly weights: Float32Array;
    /** Value of every code. */
    readonly values: Float64Array;
    readonly scaling: Scaling;
    readonly scales: Scales;
    readonly startElement: number;
  },
): void {
  const { columns, tileColumns } = scaling;
  const values = scales.codes ?? usual;
  // such codes come in whole bytes
  const half = scaling.isHighFirst ? 1 : 0;
  const across = tilesAcross(scaling);
  let i = 0;
  while (i < codes.length) {
    const row = Math.floor((startElement + i) / columns);
    let column = startElement + i - row * columns;
    const rowEnd = Math.min(codes.length, i + columns - column);
    const firstInRow = tileRowOf(scaling, row) * across - scales.first;
    while (i < rowEnd) {
      const tile = firstInRow + Math.floor(column / tileColumns);
      const scale = scales.values[tile]!;
      const zero = scales.zeros?.[tile] ?? 0;
      const end = Math.min(rowEnd, i + tileColumns - (column % tileColumns));
      column += end - i;
      for (; i < end; i++) weights[i] = (values[codes[i ^ half]!]! - zero) * scale;
    }
  }
}
