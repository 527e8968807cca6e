/** One bit, two bits, three states: types whose codes are the values but for one scale (ggml-common.h). */
import { halfAt, type BlockDecoder } from './block-bytes.ts';

/** scale, a bit a value: the scale or its negative. */
export const decodeQ1_0: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 18, to += 128) {
    const scale = halfAt(bytes, at);
    for (let j = 0; j < 128; j++) {
      values[to + j] = (bytes[at + 2 + (j >>> 3)]! >>> (j & 7)) & 1 ? scale : -scale;
    }
  }
};

/** scale, two bits a value: (code − 1) · scale. */
export const decodeQ2_0: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 18, to += 64) {
    const scale = halfAt(bytes, at);
    for (let j = 0; j < 64; j++) {
      values[to + j] = (((bytes[at + 2 + (j >>> 2)]! >>> (2 * (j & 3))) & 3) - 1) * scale;
    }
  }
};

/** 64 bytes of codes (2 bits, the first of each 32 lowest), scale: (code − 1) · scale. */
export const decodeTQ2_0: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 66, to += 256) {
    const scale = halfAt(bytes, at + 64);
    for (let k = 0; k < 256; k++) {
      const code = bytes[at + 32 * (k >>> 7) + (k & 31)]! >>> (2 * ((k >>> 5) & 3));
      values[to + k] = ((code & 3) - 1) * scale;
    }
  }
};

/** Runs of bytes in a TQ1_0 block, and how many base-3 digits of each are used: 5 · 32 + 5 · 16 + 4 · 4 = 256 values. */
const ternaryRuns = [
  { start: 0, length: 32, digits: 5 },
  { start: 32, length: 16, digits: 5 },
  { start: 48, length: 4, digits: 4 },
] as const;

const powersOf3 = Uint8Array.of(1, 3, 9, 27, 81);

/** 52 bytes of base-3 digits, highest first, written as fractions of 256; scale. */
export const decodeTQ1_0: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 54) {
    const scale = halfAt(bytes, at + 52);
    for (const { start, length, digits } of ternaryRuns) {
      for (let digit = 0; digit < digits; digit++) {
        for (let j = 0; j < length; j++) {
          const rest = (bytes[at + start + j]! * powersOf3[digit]!) & 255;
          values[to++] = (((rest * 3) >>> 8) - 1) * scale;
        }
      }
    }
  }
};
