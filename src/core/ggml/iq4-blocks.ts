/** IQ4: 4-bit codes that stand for 16 unevenly spaced levels (ggml-common.h, kvalues_iq4nl). */
import { halfAt, wordAt, type BlockDecoder } from './block-bytes.ts';

const levels = Float32Array.of(...[-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113]);

/** scale, 16 bytes of codes. */
export const decodeIQ4_NL: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 18, to += 32) {
    const scale = halfAt(bytes, at);
    for (let j = 0; j < 16; j++) {
      const pair = bytes[at + 2 + j]!;
      values[to + j] = scale * levels[pair & 15]!;
      values[to + j + 16] = scale * levels[pair >>> 4]!;
    }
  }
};

/** scale, upper bits of 8 group scales (2 each), their lower halves, 128 bytes of codes. */
export const decodeIQ4_XS: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 136, to += 256) {
    const scale = halfAt(bytes, at);
    const upper = wordAt(bytes, at + 2);
    for (let group = 0; group < 8; group++) {
      const lower = (bytes[at + 4 + (group >>> 1)]! >>> (4 * (group & 1))) & 15;
      const own = scale * ((lower | (((upper >>> (2 * group)) & 3) << 4)) - 32);
      const codes = at + 8 + 16 * group;
      for (let j = 0; j < 16; j++) {
        const pair = bytes[codes + j]!;
        values[to + 32 * group + j] = own * levels[pair & 15]!;
        values[to + 32 * group + j + 16] = own * levels[pair >>> 4]!;
      }
    }
  }
};
