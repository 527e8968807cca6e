/**
 * Values of the small floating-point formats, as tables from code to value. IEEE 754 for F16, the brain format for
 * BF16 (upper half of an F32), OCP OFP8 (2023) for F8_E4M3 and F8_E5M2, Graphcore/AMD FNUZ variants (one NaN at
 * 0x80, no −0, no infinity), OCP Microscaling (2023) for F6_E2M3, F6_E3M2 and F4 (E2M1), which have neither NaN nor
 * infinity.
 */
import { dtypes, type Dtype } from './dtype.ts';

export type CodedDtype = Extract<
  Dtype,
  'F16' | 'BF16' | 'F8_E4M3' | 'F8_E5M2' | 'F8_E4M3FNUZ' | 'F8_E5M2FNUZ' | 'F6_E2M3' | 'F6_E3M2' | 'F4'
>;

interface FloatLayout {
  readonly exponentBits: number;
  readonly mantissaBits: number;
  readonly bias: number;
  /** What the topmost magnitudes mean. */
  readonly specials: 'ieee' | 'fn' | 'fnuz' | 'none';
}

const layouts: Record<CodedDtype, FloatLayout> = {
  F16: { exponentBits: 5, mantissaBits: 10, bias: 15, specials: 'ieee' },
  BF16: { exponentBits: 8, mantissaBits: 7, bias: 127, specials: 'ieee' },
  F8_E4M3: { exponentBits: 4, mantissaBits: 3, bias: 7, specials: 'fn' },
  F8_E5M2: { exponentBits: 5, mantissaBits: 2, bias: 15, specials: 'ieee' },
  F8_E4M3FNUZ: { exponentBits: 4, mantissaBits: 3, bias: 8, specials: 'fnuz' },
  F8_E5M2FNUZ: { exponentBits: 5, mantissaBits: 2, bias: 16, specials: 'fnuz' },
  F6_E2M3: { exponentBits: 2, mantissaBits: 3, bias: 1, specials: 'none' },
  F6_E3M2: { exponentBits: 3, mantissaBits: 2, bias: 3, specials: 'none' },
  F4: { exponentBits: 2, mantissaBits: 1, bias: 1, specials: 'none' },
};

export function isCoded(dtype: Dtype): dtype is CodedDtype {
  return Object.hasOwn(layouts, dtype);
}

export interface Decoding {
  /** Value of every code, sign bit on top: 2^bits entries, NaN and ±Infinity included. */
  readonly values: Float64Array;
  /** Number of magnitudes: half of the codes. The magnitude of a code is its lower bits, in rising order. */
  readonly magnitudes: number;
  /** Magnitude codes below this are subnormal (or zero, for 0). */
  readonly firstNormal: number;
}

const cache = new Map<CodedDtype, Decoding>();

/** The decoding of a dtype of at most 16 bits; computed once. */
export function decodingOf(dtype: CodedDtype): Decoding {
  const known = cache.get(dtype);
  if (known !== undefined) return known;
  const layout = layouts[dtype];
  const magnitudes = 2 ** (dtypes[dtype].bits - 1);
  const values = new Float64Array(2 * magnitudes);
  for (let code = 0; code < magnitudes; code++) {
    const value = magnitudeOf(code, layout);
    values[code] = value;
    values[code + magnitudes] = -value;
  }
  if (layout.specials === 'fnuz') values[magnitudes] = NaN;
  const decoding = { values, magnitudes, firstNormal: 2 ** layout.mantissaBits };
  cache.set(dtype, decoding);
  return decoding;
}

function magnitudeOf(code: number, { exponentBits, mantissaBits, bias, specials }: FloatLayout): number {
  const exponent = code >>> mantissaBits;
  const mantissa = code & (2 ** mantissaBits - 1);
  const topExponent = 2 ** exponentBits - 1;
  if (specials === 'ieee' && exponent === topExponent) return mantissa === 0 ? Infinity : NaN;
  if (specials === 'fn' && exponent === topExponent && mantissa === 2 ** mantissaBits - 1) return NaN;
  const fraction = mantissa / 2 ** mantissaBits;
  return exponent === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (exponent - bias);
}
