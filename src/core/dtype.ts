/**
 * Element types of tensors, by the names of the safetensors specification
 * (https://github.com/huggingface/safetensors, `Dtype`). Every format's own names are translated to these.
 */

/**
 * - `float`: a weight that can be drawn.
 * - `scale`: a power-of-two scale of other weights (E8M0), never a weight itself.
 * - the rest are codes, masks or counters.
 */
export type DtypeKind = 'float' | 'scale' | 'integer' | 'bool' | 'complex';

export interface DtypeFacts {
  readonly bits: number;
  readonly kind: DtypeKind;
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
} as const satisfies Record<string, DtypeFacts>;

export type Dtype = keyof typeof dtypes;

export const dtypeNames = Object.keys(dtypes) as readonly Dtype[];

export function isDtype(name: string): name is Dtype {
  return Object.hasOwn(dtypes, name);
}

export function isFloat(dtype: Dtype): boolean {
  return dtypes[dtype].kind === 'float';
}

/** Bytes that `count` elements occupy; sub-byte elements are packed without gaps. */
export function byteLengthOf(dtype: Dtype, count: number): number {
  return (dtypes[dtype].bits * count) / 8;
}
