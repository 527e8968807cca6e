/** Floats of whole bytes that stand for themselves: dtypes of which single weights can be made zeros where they lie. */
import { decodingOf, isCoded } from '../../core/decode.ts';
import { dtypes, type Dtype } from '../../core/dtype.ts';

/** See `canMask`. */
export type MaskDtype = Dtype;

export function canMask(dtype: Dtype): boolean {
  return dtype === 'F64' || dtype === 'F32' || (isCoded(dtype) && dtypes[dtype].bits >= 8);
}

export function elementsIn({ byteLength }: Uint8Array, dtype: MaskDtype): number {
  return byteLength / (dtypes[dtype].bits / 8);
}

/** A view; null for floats that JavaScript has no array of. */
export function floatsOf(bytes: Uint8Array, dtype: MaskDtype): Float32Array | Float64Array | null {
  const { buffer, byteOffset } = bytes;
  const count = elementsIn(bytes, dtype);
  if (dtype === 'F64') return new Float64Array(buffer, byteOffset, count);
  return dtype === 'F32' ? new Float32Array(buffer, byteOffset, count) : null;
}

/** A view of the bits of such floats. */
export function codesOf(bytes: Uint8Array, dtype: MaskDtype): Uint16Array | Uint8Array {
  return dtypes[dtype].bits === 16
    ? new Uint16Array(bytes.buffer, bytes.byteOffset, elementsIn(bytes, dtype))
    : bytes;
}

/** All bits but the sign. */
export function magnitudeBitsOf(dtype: MaskDtype): number {
  return 2 ** (dtypes[dtype].bits - 1) - 1;
}

/** The number of each element, one by one. */
export function numberReader(bytes: Uint8Array, dtype: MaskDtype): (element: number) => number {
  const floats = floatsOf(bytes, dtype);
  if (floats !== null) return (element) => floats[element]!;
  const codes = codesOf(bytes, dtype);
  if (!isCoded(dtype)) throw new RangeError(`${dtype} are no floats of whole bytes`);
  const { values } = decodingOf(dtype);
  return (element) => values[codes[element]!]!;
}
