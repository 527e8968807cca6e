/** Blocks of 4-bit floats (E2M1) under small scales: MXFP4 and NVFP4 as ggml lays them out (ggml-common.h). */
import { decodingOf } from '../decode.ts';
import type { BlockDecoder } from './block-bytes.ts';

/** Values of the 16 codes. */
export const float4Values = Float32Array.from(decodingOf('F4').values);

/** 2^(code − 127); ggml has no NaN here, and the products of the largest are infinite. */
export const powerScales = Float64Array.from({ length: 256 }, (_, code) => 2 ** (code - 127));

/** Unsigned E4M3: the sign is not looked at, and the code that would be NaN is zero. */
const smallScales = Float64Array.from({ length: 256 }, (_, byte) => {
  const code = byte & 127;
  if (byte === 127) return 0;
  const exponent = code >>> 3;
  const mantissa = (code & 7) / 8;
  return exponent === 0 ? mantissa * 2 ** -6 : (1 + mantissa) * 2 ** (exponent - 7);
});

/** A power of two; 16 bytes of codes, value j in a lower half and value j + 16 in the upper. */
export const decodeMXFP4: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 17, to += 32) {
    const scale = powerScales[bytes[at]!]!;
    for (let j = 0; j < 16; j++) {
      const pair = bytes[at + 1 + j]!;
      values[to + j] = scale * float4Values[pair & 15]!;
      values[to + j + 16] = scale * float4Values[pair >>> 4]!;
    }
  }
};

/** Four 8-bit scales; for each, 8 bytes of codes, value j in a lower half and value j + 8 in the upper. */
export const decodeNVFP4: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 36) {
    for (let group = 0; group < 4; group++, to += 16) {
      const scale = smallScales[bytes[at + group]!]!;
      for (let j = 0; j < 8; j++) {
        const pair = bytes[at + 4 + 8 * group + j]!;
        values[to + j] = scale * float4Values[pair & 15]!;
        values[to + j + 8] = scale * float4Values[pair >>> 4]!;
      }
    }
  }
};
