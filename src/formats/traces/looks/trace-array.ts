/** An array inside a file: what it is, and its numbers when they are asked for, all or some rows at a time. */
import { byteLengthOf, dtypes, type Dtype } from '../../../core/dtype.ts';
import { Fault } from '../../../core/fault.ts';
import { rowMajorStrides } from '../../../core/region.ts';
import { elementCount, type TensorEntry } from '../../../core/tensor.ts';
import { clipped } from '../../clipped.ts';
import type { ByteSource, ReadOptions } from '../../source.ts';
import { readExactly } from '../../sources/range.ts';
import { decodeNumbers, isReadable, type Numbers } from './numbers.ts';

/** Bytes of one array that are held at a time; whole tables of counts and scores are far smaller. */
const MAX_HELD_BYTES = 2 ** 28;

/** Longest axis of an array without elements, which takes no bytes: more than any recording has of anything. */
const MAX_EMPTY_AXIS = 1_000_000;

/** Bytes that are read of a long array at a time. */
const CHUNK_BYTES = 2 ** 22;

export type ArrayEntry = Pick<
  TensorEntry,
  'name' | 'dtype' | 'shape' | 'startByte' | 'byteLength' | 'strides' | 'byteOrder' | 'undrawn'
>;

export interface RowRange extends ReadOptions {
  readonly first?: number;
  /** Exclusive. */
  readonly end?: number;
}

export interface RowChunk {
  /** Number of the first row. */
  readonly first: number;
  readonly rows: number;
  readonly values: Numbers;
}

export class TraceArray {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly #entry: ArrayEntry;
  readonly #source: ByteSource;

  constructor(entry: ArrayEntry, source: ByteSource) {
    this.name = entry.name;
    this.dtype = entry.dtype;
    this.shape = entry.shape;
    this.#entry = entry;
    this.#source = source;
  }

  get isInteger(): boolean {
    return dtypes[this.dtype].kind === 'integer';
  }

  get isFloat(): boolean {
    return dtypes[this.dtype].kind === 'float';
  }

  /** First byte of elements that lie little-endian, row-major and without gaps; null where they do not. */
  get plainStart(): number | null {
    const { strides, byteOrder, startByte } = this.#entry;
    return strides === undefined && byteOrder !== 'big' ? startByte : null;
  }

  get rows(): number {
    return this.shape[0] ?? 1;
  }

  /** Elements of a row. */
  get rowElements(): number {
    return elementCount(this.shape.slice(1));
  }

  /**
   * Rows [first, end), row-major: all of them by default. Throws `over-limit` for more than can be held, and what
   * sources throw.
   */
  async read({ first = 0, end = this.rows, ...options }: RowRange = {}): Promise<Numbers> {
    const { strides, startByte, byteOrder, dtype } = this.#entry;
    const steps = strides ?? rowMajorStrides(this.shape);
    const box = [end - first, ...this.shape.slice(1)].slice(0, Math.max(1, this.shape.length));
    const isEmpty = box.includes(0);
    const elements = isEmpty
      ? 0
      : 1 + box.reduce((last, size, axis) => last + (size - 1) * (steps[axis] ?? 1), 0);
    const byteLength = byteLengthOf(dtype, elements);
    this.#refuseExcess(byteLength);
    const begin = startByte + byteLengthOf(dtype, isEmpty ? 0 : first * (steps[0] ?? 1));
    const bytes = await this.#source.read(begin, begin + byteLength, options);
    const stored = decodeNumbers(bytes, { dtype, isBigEndian: byteOrder === 'big' });
    return strides === undefined || isEmpty ? stored : gathered(stored, box, steps);
  }

  /** All rows in order, some at a time, from one stream: a packed array can only be read from its beginning. */
  async *chunks(options: ReadOptions): AsyncGenerator<RowChunk> {
    if (this.shape.includes(0)) return;
    if (this.#entry.strides) {
      // its rows may lie anywhere within it
      yield { first: 0, rows: this.rows, values: await this.read(options) };
      return;
    }
    const { startByte, byteLength, byteOrder, dtype } = this.#entry;
    const rowBytes = byteLengthOf(dtype, this.rowElements);
    const step = Math.max(1, Math.floor(CHUNK_BYTES / Math.max(1, rowBytes)));
    this.#refuseExcess(Math.min(step, this.rows) * rowBytes);
    const stream = this.#source.stream(startByte, startByte + byteLength, options);
    try {
      for (let first = 0; first < this.rows; first += step) {
        const rows = Math.min(step, this.rows - first);
        const bytes = await readExactly(stream, rows * rowBytes);
        const values = decodeNumbers(bytes, { dtype, isBigEndian: byteOrder === 'big' });
        yield { first, rows, values };
      }
    } finally {
      stream.cancel();
    }
  }

  #refuseExcess(value: number): void {
    if (value <= MAX_HELD_BYTES) return;
    const what = `the bytes of “${clipped(this.name)}” to be held`;
    throw new Fault('over-limit', { file: this.#source.name, what, value, limit: MAX_HELD_BYTES });
  }
}

/**
 * Null for what can't be read as numbers: quantised, sparse, overlapping, of an unknown type; and for an empty array that
 * claims rows or columns without end.
 */
export function arrayOfEntry(entry: ArrayEntry, source: ByteSource): TraceArray | null {
  const { shape, undrawn, dtype } = entry;
  const isEndless = shape.includes(0) && shape.some((size) => size > MAX_EMPTY_AXIS);
  return undrawn === undefined && isReadable(dtype) && !isEndless ? new TraceArray(entry, source) : null;
}

/** Elements of a strided box, row-major. */
function gathered(stored: Numbers, box: readonly number[], strides: readonly number[]): Numbers {
  const count = elementCount(box);
  const values = stored.slice(0, count);
  const index = box.map(() => 0);
  let from = 0;
  for (let to = 0; to < count; to++) {
    values[to] = stored[from]!;
    for (let axis = box.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      index[axis]!++;
      if (index[axis]! < box[axis]!) break;
      from -= strides[axis]! * box[axis]!;
      index[axis] = 0;
    }
  }
  return values;
}
