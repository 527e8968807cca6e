/** Bytes as they come from a file → runs of whole, aligned, little-endian elements that a tally can count. */
import { blockBytes, byteLengthOf, dtypes, type Dtype } from '../core/dtype.ts';
import { blockDecoders, isBlocked, wordsOfBlock, type BlockDtype } from '../core/ggml/block-types.ts';
import { forEachRun, type Region } from '../core/region.ts';

/** Elements of one dtype in memory. */
export interface Elements {
  readonly buffer: ArrayBuffer;
  readonly byteOffset: number;
  readonly count: number;
}

/** Element size once in memory: sub-byte elements are spread to a byte each; blocks have none. */
export function memoryBytes(dtype: Dtype): number {
  return Math.max(1, dtypes[dtype].bits / 8);
}

export class ElementReader {
  #scratch = new ArrayBuffer(2 ** 16);

  /**
   * Elements [startElement, endElement) of a tensor, given a buffer that holds its bytes from `tensorByte` on at
   * `byteOffset`. Uses the buffer itself where it can; otherwise copies, and the result is valid until the next call.
   */
  align(
    buffer: ArrayBuffer,
    {
      byteOffset,
      dtype,
      startElement,
      endElement,
      isBigEndian,
    }: {
      /** Where element 0 of the tensor would lie in the buffer; may be negative. */
      readonly byteOffset: number;
      readonly dtype: Dtype;
      readonly startElement: number;
      readonly endElement: number;
      readonly isBigEndian: boolean;
    },
  ): Elements {
    const { bits } = dtypes[dtype];
    const count = endElement - startElement;
    if (isBlocked(dtype)) {
      const at = byteOffset + byteLengthOf(dtype, startElement);
      return isBigEndian ? this.#swapBlocks(buffer, { at, dtype, count }) : { buffer, byteOffset: at, count };
    }
    if (bits < 8)
      return this.#unpack(buffer, { bitOffset: 8 * byteOffset + startElement * bits, bits, count });
    const size = bits / 8;
    const at = byteOffset + startElement * size;
    if (at % size === 0 && !isBigEndian) return { buffer, byteOffset: at, count };
    const bytes = this.#scratchBytes(count * size);
    bytes.set(new Uint8Array(buffer, at, count * size));
    if (isBigEndian) reverseEach(bytes, size);
    return { buffer: this.#scratch, byteOffset: 0, count };
  }

  /** The values of whole blocks, as 32-bit floats. */
  decode(blocks: Elements, dtype: BlockDtype): Elements {
    const values = new Float32Array(blocks.count);
    const bytes = new Uint8Array(blocks.buffer, blocks.byteOffset, byteLengthOf(dtype, blocks.count));
    blockDecoders[dtype](bytes, values);
    return { buffer: values.buffer, byteOffset: 0, count: blocks.count };
  }

  /** The region's elements among those of a run that starts at `startElement`, gathered side by side. */
  gather(
    from: Elements,
    { region, size, startElement }: { region: Region; size: number; startElement: number },
  ): Elements {
    const gathered = new ArrayBuffer(from.count * size);
    const source = elementArray(from.buffer, from.byteOffset, { count: from.count, size });
    const target = elementArray(gathered, 0, { count: from.count, size });
    let filled = 0;
    forEachRun(region, { startElement, endElement: startElement + from.count }, (first, count, stride) => {
      const at = first - startElement;
      if (stride === 1) target.set(source.subarray(at, at + count), filled);
      else for (let i = 0; i < count; i++) target[filled + i] = source[at + i * stride]!;
      filled += count;
    });
    return { buffer: gathered, byteOffset: 0, count: filled };
  }

  /** Codes of 4 or 6 bits, the first in the lowest bits, to one a byte. */
  #unpack(
    buffer: ArrayBuffer,
    { bitOffset, bits, count }: { bitOffset: number; bits: number; count: number },
  ): Elements {
    const packed = new Uint8Array(buffer);
    const codes = this.#scratchBytes(count);
    const mask = 2 ** bits - 1;
    for (let i = 0; i < count; i++) {
      const bit = bitOffset + i * bits;
      const at = bit >>> 3;
      const pair = packed[at]! | ((packed[at + 1] ?? 0) << 8);
      codes[i] = (pair >>> (bit & 7)) & mask;
    }
    return { buffer: this.#scratch, byteOffset: 0, count };
  }

  #swapBlocks(
    buffer: ArrayBuffer,
    { at, dtype, count }: { at: number; dtype: BlockDtype; count: number },
  ): Elements {
    const byteLength = byteLengthOf(dtype, count);
    const bytes = this.#scratchBytes(byteLength);
    bytes.set(new Uint8Array(buffer, at, byteLength));
    for (const word of wordsOfBlock(dtype) ?? []) {
      for (let i = word; i < byteLength; i += blockBytes(dtype)) bytes.subarray(i, i + 2).reverse();
    }
    return { buffer: this.#scratch, byteOffset: 0, count };
  }

  #scratchBytes(length: number): Uint8Array {
    if (this.#scratch.byteLength < length) this.#scratch = new ArrayBuffer(length);
    return new Uint8Array(this.#scratch, 0, length);
  }
}

/** Any array of that element size: only bit patterns are moved. */
function elementArray(
  buffer: ArrayBuffer,
  byteOffset: number,
  { count, size }: { count: number; size: number },
): Uint8Array | Uint16Array | Uint32Array | Float64Array {
  if (size === 1) return new Uint8Array(buffer, byteOffset, count);
  if (size === 2) return new Uint16Array(buffer, byteOffset, count);
  if (size === 4) return new Uint32Array(buffer, byteOffset, count);
  return new Float64Array(buffer, byteOffset, count);
}

function reverseEach(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}
