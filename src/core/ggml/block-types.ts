/** The decoder of every quantised type of ggml, and what of it changes with the machine's byte order. */
import type { Dtype } from '../dtype.ts';
import type { BlockDecoder } from './block-bytes.ts';
import {
  decodeIQ1_M,
  decodeIQ1_S,
  decodeIQ2_S,
  decodeIQ2_XS,
  decodeIQ2_XXS,
  decodeIQ3_S,
  decodeIQ3_XXS,
} from './codebook-blocks.ts';
import { decodeQ1_0, decodeQ2_0, decodeTQ1_0, decodeTQ2_0 } from './few-bit-blocks.ts';
import { decodeMXFP4, decodeNVFP4 } from './float4-blocks.ts';
import { decodeIQ4_NL, decodeIQ4_XS } from './iq4-blocks.ts';
import { decodeQ2_K, decodeQ3_K, decodeQ4_K, decodeQ5_K, decodeQ6_K } from './k-blocks.ts';
import { decodeQ4_0, decodeQ4_1, decodeQ5_0, decodeQ5_1, decodeQ8_0 } from './simple-blocks.ts';

export const blockDecoders = {
  Q4_0: decodeQ4_0,
  Q4_1: decodeQ4_1,
  Q5_0: decodeQ5_0,
  Q5_1: decodeQ5_1,
  Q8_0: decodeQ8_0,
  Q2_K: decodeQ2_K,
  Q3_K: decodeQ3_K,
  Q4_K: decodeQ4_K,
  Q5_K: decodeQ5_K,
  Q6_K: decodeQ6_K,
  IQ1_S: decodeIQ1_S,
  IQ1_M: decodeIQ1_M,
  IQ2_XXS: decodeIQ2_XXS,
  IQ2_XS: decodeIQ2_XS,
  IQ2_S: decodeIQ2_S,
  IQ3_XXS: decodeIQ3_XXS,
  IQ3_S: decodeIQ3_S,
  IQ4_NL: decodeIQ4_NL,
  IQ4_XS: decodeIQ4_XS,
  TQ1_0: decodeTQ1_0,
  TQ2_0: decodeTQ2_0,
  MXFP4: decodeMXFP4,
  NVFP4: decodeNVFP4,
  Q1_0: decodeQ1_0,
  Q2_0: decodeQ2_0,
} as const satisfies Partial<Record<Dtype, BlockDecoder>>;

export type BlockDtype = keyof typeof blockDecoders;

export function isBlocked(dtype: Dtype): dtype is BlockDtype {
  return Object.hasOwn(blockDecoders, dtype);
}

/**
 * Bytes at which a block has a 16-bit number, for the types that ggml's own tool turns into big-endian files
 * (gguf_convert_endian.py). How the others would look is nowhere written.
 */
const wordsOf: ReadonlyMap<Dtype, readonly number[]> = new Map<Dtype, readonly number[]>([
  ['Q4_0', [0]],
  ['Q8_0', [0]],
  ['Q4_K', [0, 2]],
  ['Q6_K', [208]],
  ['MXFP4', []],
]);

/** Null where big-endian blocks of this type are not known. */
export function wordsOfBlock(dtype: BlockDtype): readonly number[] | null {
  return wordsOf.get(dtype) ?? null;
}
