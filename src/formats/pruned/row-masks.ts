/**
 * Weights that go by their place in a row, made zeros in bytes on their way. The rows of a part are read once before its first
 * byte is written, and what is kept of them is a bit a weight, until its last byte is: so one matrix is held at a time, not one
 * tensor of all experts. Only of a matrix that lies transposed all numbers are held while its rows are looked at.
 */
import { RowMasker, type RowRule } from '../../core/pruning/matrix/row-rule.ts';
import { byteLengthOf } from '../../core/dtype.ts';
import { forEachRun, regionEnd, type Region } from '../../core/region.ts';
import type { MatrixPlace } from '../matrix-places.ts';
import { codesOf, elementsIn, floatsOf, magnitudeBitsOf, numberReader, type MaskDtype } from './maskable.ts';

export interface RowMaskedPart {
  readonly place: MatrixPlace;
  readonly region: Region;
  /** Only weights stay that every rule keeps; `norms` of the inputs for those that compare by Wanda’s score. */
  readonly rules: readonly { readonly rule: RowRule; readonly norms: Float32Array | null }[];
}

/** Elements [start, end) of the tensor as they are stored. */
export type ReadElements = (start: number, end: number) => Promise<Uint8Array>;

/** Elements that are read at once to look at rows. */
const ELEMENTS_AT_ONCE = 2 ** 20;

export class RowMasks {
  readonly #parts: readonly RowMaskedPart[];
  readonly #dtype: MaskDtype;
  readonly #read: ReadElements;
  readonly #bits = new Map<RowMaskedPart, Bits>();

  constructor(
    parts: readonly RowMaskedPart[],
    { dtype, read }: { readonly dtype: MaskDtype; readonly read: ReadElements },
  ) {
    this.#parts = parts;
    this.#dtype = dtype;
    this.#read = read;
  }

  /** `bytes` hold whole elements from `atByte` of the tensor on, and begin at a multiple of 8 in their buffer; they come in order. */
  async apply(bytes: Uint8Array, atByte: number): Promise<void> {
    const firstElement = atByte / byteLengthOf(this.#dtype, 1);
    const range = { startElement: firstElement, endElement: firstElement + elementsIn(bytes, this.#dtype) };
    for (const part of this.#parts) {
      const { offset } = part.region;
      const end = regionEnd(part.region);
      if (end <= range.startElement) this.#bits.delete(part);
      if (end <= range.startElement || offset >= range.endElement) continue;
      const bits = this.#bits.get(part) ?? (await this.#bitsOf(part));
      this.#bits.set(part, bits);
      zeroOut(bytes, { dtype: this.#dtype, region: part.region, bits, ...range });
    }
  }

  /** In the order of the region: set where the weight stays. */
  async #bitsOf({ place, region, rules }: RowMaskedPart): Promise<Bits> {
    const { rows, columns, isTransposed } = place;
    const bits = new Bits(rows * columns);
    const maskers = rules.map(({ rule, norms }) => new RowMasker(rule, { columns, norms }));
    const stays = new Uint8Array(columns);
    const mark = (row: Float64Array | Float32Array, r: number) => {
      for (const masker of maskers) {
        masker.mark(row, stays);
        for (let c = 0; c < columns; c++)
          if (stays[c] === 0) bits.clear(isTransposed ? c * rows + r : r * columns + c);
      }
    };
    if (isTransposed) {
      const turned = new Float32Array(rows * columns);
      await this.#forEachNumber(region, (value, i) => {
        turned[(i % rows) * columns + Math.floor(i / rows)] = value;
      });
      for (let r = 0; r < rows; r++) mark(turned.subarray(r * columns, (r + 1) * columns), r);
      return bits;
    }
    const row = new Float64Array(columns);
    await this.#forEachNumber(region, (value, i) => {
      const c = i % columns;
      row[c] = value;
      if (c === columns - 1) mark(row, Math.floor(i / columns));
    });
    return bits;
  }

  /** Numbers of the region in its order. */
  async #forEachNumber(region: Region, visit: (value: number, index: number) => void): Promise<void> {
    let index = 0;
    const end = regionEnd(region);
    for (let start = region.offset; start < end; start += ELEMENTS_AT_ONCE) {
      const range = { startElement: start, endElement: Math.min(end, start + ELEMENTS_AT_ONCE) };
      const bytes = await this.#read(range.startElement, range.endElement);
      // a view of what was read may begin anywhere
      const numberAt = numberReader(bytes.slice(), this.#dtype);
      forEachRun(region, range, (first, count, stride) => {
        for (let i = 0, at = first - start; i < count; i++, at += stride) visit(numberAt(at), index++);
      });
    }
  }
}

/** One for each weight, all set at first. */
class Bits {
  readonly #words: Uint32Array;

  constructor(count: number) {
    this.#words = new Uint32Array(Math.ceil(count / 32)).fill(0xffffffff);
  }

  clear(i: number): void {
    this.#words[i >>> 5]! &= ~(1 << (i & 31));
  }

  has(i: number): boolean {
    return ((this.#words[i >>> 5]! >>> (i & 31)) & 1) === 1;
  }
}

interface ZeroOut {
  readonly dtype: MaskDtype;
  readonly region: Region;
  readonly bits: Bits;
  readonly startElement: number;
  readonly endElement: number;
}

/** Zeros stay as they are: with its sign bit set, one is NaN in some formats of 8 bits. */
function zeroOut(bytes: Uint8Array, { dtype, region, bits, ...range }: ZeroOut): void {
  const floats = floatsOf(bytes, dtype);
  const codes = floats === null ? codesOf(bytes, dtype) : null;
  const magnitudeBits = magnitudeBitsOf(dtype);
  forEachRun(region, range, (first, count, stride) => {
    let index = indexInRegion(region, first);
    for (let i = 0, at = first - range.startElement; i < count; i++, at += stride, index++) {
      if (bits.has(index)) continue;
      if (floats !== null) floats[at] = floats[at] === 0 ? floats[at]! : 0;
      else if ((codes![at]! & magnitudeBits) !== 0) codes![at] = 0;
    }
  });
}

/** The how-manieth of a region's elements it is; dimensions come outermost first, and none reaches into the next outer step. */
function indexInRegion({ offset, dimensions }: Region, element: number): number {
  let rest = element - offset;
  let index = 0;
  for (const { size, stride } of dimensions) {
    const step = Math.floor(rest / stride);
    rest -= step * stride;
    index = index * size + step;
  }
  return index;
}
