/**
 * Element types of tensors, by the names of the safetensors specification
 * (https://github.com/huggingface/safetensors, `Dtype`), and the quantised types of ggml by its own
 * (https://github.com/ggml-org/ggml, ggml-common.h). Every format's names are translated to these.
 */

/**
 * - `float`: a weight that can be drawn.
 * - `scale`: a power-of-two scale of other weights (E8M0), never a weight itself.
 * - the rest are codes, masks or counters.
 */
export type DtypeKind = 'float' | 'scale' | 'integer' | 'bool' | 'complex';

export interface DtypeFacts {
  /** Bits an element; an average where elements come in blocks. */
  readonly bits: number;
  readonly kind: DtypeKind;
  /** Elements that are stored together, scales included; absent for elements that stand alone. */
  readonly block?: number;
}

export const dtypes = {
  F64: { bits: 64, kind: 'float' },
  F32: { bits: 32, kind: 'float' },
  F16: { bits: 16, kind: 'float' },
  BF16: { bits: 16, kind: 'float' },
  F8_E4M3: { bits: 8, kind: 'float' },
  F8_E5M2: { bits: 8, kind: 'float' },
  F8_E4M3FNUZ: { bits: 8, kind: 'float' },
  F8_E5M2FNUZ: { bits: 8, kind: 'float' },
  F6_E2M3: { bits: 6, kind: 'float' },
  F6_E3M2: { bits: 6, kind: 'float' },
  F4: { bits: 4, kind: 'float' },
  F8_E8M0: { bits: 8, kind: 'scale' },
  BOOL: { bits: 8, kind: 'bool' },
  U8: { bits: 8, kind: 'integer' },
  I8: { bits: 8, kind: 'integer' },
  U16: { bits: 16, kind: 'integer' },
  I16: { bits: 16, kind: 'integer' },
  U32: { bits: 32, kind: 'integer' },
  I32: { bits: 32, kind: 'integer' },
  U64: { bits: 64, kind: 'integer' },
  I64: { bits: 64, kind: 'integer' },
  C64: { bits: 64, kind: 'complex' },
  C128: { bits: 128, kind: 'complex' },
  Q4_0: { bits: 4.5, kind: 'float', block: 32 },
  Q4_1: { bits: 5, kind: 'float', block: 32 },
  Q5_0: { bits: 5.5, kind: 'float', block: 32 },
  Q5_1: { bits: 6, kind: 'float', block: 32 },
  Q8_0: { bits: 8.5, kind: 'float', block: 32 },
  Q2_K: { bits: 2.625, kind: 'float', block: 256 },
  Q3_K: { bits: 3.4375, kind: 'float', block: 256 },
  Q4_K: { bits: 4.5, kind: 'float', block: 256 },
  Q5_K: { bits: 5.5, kind: 'float', block: 256 },
  Q6_K: { bits: 6.5625, kind: 'float', block: 256 },
  IQ1_S: { bits: 1.5625, kind: 'float', block: 256 },
  IQ1_M: { bits: 1.75, kind: 'float', block: 256 },
  IQ2_XXS: { bits: 2.0625, kind: 'float', block: 256 },
  IQ2_XS: { bits: 2.3125, kind: 'float', block: 256 },
  IQ2_S: { bits: 2.5625, kind: 'float', block: 256 },
  IQ3_XXS: { bits: 3.0625, kind: 'float', block: 256 },
  IQ3_S: { bits: 3.4375, kind: 'float', block: 256 },
  IQ4_NL: { bits: 4.5, kind: 'float', block: 32 },
  IQ4_XS: { bits: 4.25, kind: 'float', block: 256 },
  TQ1_0: { bits: 1.6875, kind: 'float', block: 256 },
  TQ2_0: { bits: 2.0625, kind: 'float', block: 256 },
  MXFP4: { bits: 4.25, kind: 'float', block: 32 },
  NVFP4: { bits: 4.5, kind: 'float', block: 64 },
  Q1_0: { bits: 1.125, kind: 'float', block: 128 },
  Q2_0: { bits: 2.25, kind: 'float', block: 64 },
  U4: { bits: 4, kind: 'integer' },
} as const satisfies Record<string, DtypeFacts>;

export type Dtype = keyof typeof dtypes;

export const dtypeNames = Object.keys(dtypes) as readonly Dtype[];

export function isDtype(name: string): name is Dtype {
  return Object.hasOwn(dtypes, name);
}

export function isFloat(dtype: Dtype): boolean {
  return dtypes[dtype].kind === 'float';
}

/** Elements that can only be read together; 1 where each stands alone. */
export function blockElements(dtype: Dtype): number {
  const { block = 1 }: DtypeFacts = dtypes[dtype];
  return block;
}

/** Bytes of one block of a dtype that comes in blocks. */
export function blockBytes(dtype: Dtype): number {
  return byteLengthOf(dtype, blockElements(dtype));
}

/** Bytes that `count` elements occupy; sub-byte elements are packed without gaps, blocks are whole. */
export function byteLengthOf(dtype: Dtype, count: number): number {
  return (dtypes[dtype].bits * count) / 8;
}
