/** The numbers inside blocks: 16-bit words, and the 16-bit floats that scale a block. */
import { decodingOf } from '../decode.ts';

/**
 * Decodes whole blocks: `bytes` holds nothing else, `values` has room for all their elements. Values are those that ggml
 * itself computes (ggml-quants.c, dequantize_row_*), to the last bit.
 */
export type BlockDecoder = (bytes: Uint8Array, values: Float32Array) => void;

const halves = decodingOf('F16').values;

/** Little-endian. */
export function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

/** Little-endian, signed. */
export function doubleWordAt(bytes: Uint8Array, at: number): number {
  return wordAt(bytes, at) | (wordAt(bytes, at + 2) << 16);
}

export function halfAt(bytes: Uint8Array, at: number): number {
  return halves[wordAt(bytes, at)]!;
}

export function halfOf(word: number): number {
  return halves[word]!;
}
