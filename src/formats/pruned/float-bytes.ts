/** Floats that stand for themselves, out of bytes and back: rounded once, to the nearest, halves to the even one. */
import { decodingOf } from '../../core/decode.ts';
import { byteLengthOf, dtypes, type Dtype } from '../../core/dtype.ts';

export type MeanDtype = 'F64' | 'F32' | 'F16' | 'BF16';

/** Of 8 bits and fewer a mean would be coarser than its members differ. */
export function canMean(dtype: Dtype): dtype is MeanDtype {
  return dtype === 'F64' || dtype === 'F32' || dtype === 'F16' || dtype === 'BF16';
}

/** Whole elements, little-endian; any place in their buffer. */
export function decodeFloats(bytes: Uint8Array, dtype: MeanDtype): Float64Array {
  const { buffer } = bytes.slice();
  if (dtype === 'F64') return new Float64Array(buffer);
  if (dtype === 'F32') return Float64Array.from(new Float32Array(buffer));
  const { values } = decodingOf(dtype);
  return Float64Array.from(new Uint16Array(buffer), (code) => values[code]!);
}

export function encodeFloats(values: Float64Array, dtype: MeanDtype): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLengthOf(dtype, values.length));
  if (dtype === 'F64') new Float64Array(bytes.buffer).set(values);
  else if (dtype === 'F32') new Float32Array(bytes.buffer).set(values);
  else {
    const codeOf = coderOf(dtype);
    const codes = new Uint16Array(bytes.buffer);
    for (let i = 0; i < values.length; i++) codes[i] = codeOf(values[i]!);
  }
  return bytes;
}

const halves = {
  F16: { mantissaBits: 10, bias: 15 },
  BF16: { mantissaBits: 7, bias: 127 },
} as const;

/** Added and taken away again, this rounds what is smaller than 2⁵¹ to a whole number, halves to even. */
const ROUNDING = 2 ** 52;

/** Code of the nearest value, straight from the double: by way of an F32 some would be rounded twice. */
function coderOf(dtype: keyof typeof halves): (value: number) => number {
  const { mantissaBits, bias } = halves[dtype];
  const sign = 2 ** (dtypes[dtype].bits - 1);
  const infinite = sign - 2 ** mantissaBits;
  const double = new Float64Array(1);
  const words = new Uint32Array(double.buffer);
  return (value) => {
    double[0] = value;
    const top = words[1]!;
    const signBit = top >>> 31 === 1 ? sign : 0;
    if (Number.isNaN(value)) return infinite + 2 ** (mantissaBits - 1);
    // subnormals share the exponent of the smallest normal numbers
    const exponent = Math.max(1 - bias, ((top >>> 20) & 0x7ff) - 1023);
    const steps = Math.abs(value) * 2 ** (mantissaBits - exponent);
    const rounded = steps + ROUNDING - ROUNDING;
    const code = (exponent + bias - 1) * 2 ** mantissaBits + rounded;
    return signBit + Math.min(infinite, code);
  };
}
