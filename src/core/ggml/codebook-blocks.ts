/**
 * IQ1 to IQ3: every 8 (or 4) values are an entry of a codebook, scaled and signed (ggml-common.h, ggml-quants.c). Blocks
 * of 256, eight groups of 32.
 */
import { doubleWordAt, halfAt, halfOf, wordAt, type BlockDecoder } from './block-bytes.ts';
import {
  evenSigns,
  iq1sGrid,
  iq2sGrid,
  iq2xsGrid,
  iq2xxsGrid,
  iq3sGrid,
  iq3xxsGrid,
  plainSigns,
} from './codebooks.ts';

const BLOCK = 256;

/** scale; a group: 4 entries (a byte each), then 4 × 7 bits of signs and 4 bits of scale. */
export const decodeIQ2_XXS: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 66) {
    const scale = halfAt(bytes, at);
    for (let group = 0; group < 8; group++) {
      const entries = at + 2 + 8 * group;
      const tail = doubleWordAt(bytes, entries + 4);
      const own = scale * (0.5 + (tail >>> 28)) * 0.25;
      for (let l = 0; l < 4; l++, to += 8) {
        const entry = 8 * bytes[entries + l]!;
        const signs = 8 * ((tail >>> (7 * l)) & 127);
        for (let j = 0; j < 8; j++) values[to + j] = own * iq2xxsGrid[entry + j]! * evenSigns[signs + j]!;
      }
    }
  }
};

/** scale; 32 words of entry (9 bits) and signs (7); 8 bytes of scales, a half for every 16 values. */
export const decodeIQ2_XS: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 74) {
    const scale = halfAt(bytes, at);
    for (let eight = 0; eight < 32; eight++, to += 8) {
      const word = wordAt(bytes, at + 2 + 2 * eight);
      const own = scale * (0.5 + scaleHalf(bytes, at + 66, eight)) * 0.25;
      const entry = 8 * (word & 511);
      const signs = 8 * (word >>> 9);
      for (let j = 0; j < 8; j++) values[to + j] = own * iq2xsGrid[entry + j]! * evenSigns[signs + j]!;
    }
  }
};

/** scale; 32 bytes of entries, 32 of signs, 8 of the entries' upper bits (2 each), 8 of scales. */
export const decodeIQ2_S: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 82) {
    const scale = halfAt(bytes, at);
    for (let eight = 0; eight < 32; eight++, to += 8) {
      const upper = (bytes[at + 66 + (eight >>> 2)]! >>> (2 * (eight & 3))) & 3;
      const own = scale * (0.5 + scaleHalf(bytes, at + 74, eight)) * 0.25;
      const entry = 8 * (bytes[at + 2 + eight]! | (upper << 8));
      const signs = 8 * bytes[at + 34 + eight]!;
      for (let j = 0; j < 8; j++) values[to + j] = own * iq2sGrid[entry + j]! * plainSigns[signs + j]!;
    }
  }
};

/** Four bits of scale for two times eight values; lower half first. */
function scaleHalf(bytes: Uint8Array, at: number, eight: number): number {
  return (bytes[at + (eight >>> 2)]! >>> (2 * (eight & 2))) & 15;
}

/** scale; 64 bytes of entries (4 values each); for each group 4 × 7 bits of signs and 4 bits of scale. */
export const decodeIQ3_XXS: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 98) {
    const scale = halfAt(bytes, at);
    for (let group = 0; group < 8; group++) {
      const tail = doubleWordAt(bytes, at + 66 + 4 * group);
      const own = scale * (0.5 + (tail >>> 28)) * 0.5;
      for (let four = 0; four < 8; four++, to += 4) {
        const entry = 4 * bytes[at + 2 + 8 * group + four]!;
        const signs = 8 * ((tail >>> (7 * (four >>> 1))) & 127) + 4 * (four & 1);
        for (let j = 0; j < 4; j++) values[to + j] = own * iq3xxsGrid[entry + j]! * evenSigns[signs + j]!;
      }
    }
  }
};

/** scale; 64 bytes of entries, 8 of their ninth bits, 32 of signs, 4 of scales. */
export const decodeIQ3_S: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 110) {
    const scale = halfAt(bytes, at);
    for (let four = 0; four < 64; four++, to += 4) {
      const group = four >>> 3;
      const own = scale * (1 + 2 * ((bytes[at + 106 + (group >>> 1)]! >>> (4 * (group & 1))) & 15));
      const ninth = (bytes[at + 66 + group]! >>> (four & 7)) & 1;
      const entry = 4 * (bytes[at + 2 + four]! | (ninth << 8));
      const signs = 8 * bytes[at + 74 + (four >>> 1)]! + 4 * (four & 1);
      for (let j = 0; j < 4; j++) values[to + j] = own * iq3sGrid[entry + j]! * plainSigns[signs + j]!;
    }
  }
};

/** What IQ1 adds to every value of an entry, up or down. */
const IQ1_SHIFT = 0.125;

/** scale; 32 bytes of entries; for each group a word of their upper bits (4 × 3), scale (3 bits) and direction of the shift. */
export const decodeIQ1_S: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 50) {
    const scale = halfAt(bytes, at);
    for (let group = 0; group < 8; group++) {
      const word = wordAt(bytes, at + 34 + 2 * group);
      const own = scale * (2 * ((word >>> 12) & 7) + 1);
      const shift = word & 0x8000 ? -IQ1_SHIFT : IQ1_SHIFT;
      for (let l = 0; l < 4; l++, to += 8) {
        const entry = 8 * (bytes[at + 2 + 4 * group + l]! | (((word >>> (3 * l)) & 7) << 8));
        for (let j = 0; j < 8; j++) values[to + j] = own * (iq1sGrid[entry + j]! + shift);
      }
    }
  }
};

/** 32 bytes of entries; 16 of their upper bits and shifts, a half each; 4 words of scales, whose top halves make the block's. */
export const decodeIQ1_M: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 56, to += BLOCK) {
    const scales = at + 48;
    const scale = halfOf(
      (bytes[scales + 1]! >>> 4) |
        (bytes[scales + 3]! & 0xf0) |
        ((bytes[scales + 5]! & 0xf0) << 4) |
        ((bytes[scales + 7]! & 0xf0) << 8),
    );
    for (let eight = 0; eight < 32; eight++) {
      const group = eight >>> 2;
      const place = 6 * (group & 1) + 3 * ((eight & 2) >>> 1);
      const own = scale * (2 * ((wordAt(bytes, scales + 2 * (group >>> 1)) >>> place) & 7) + 1);
      const upper = (bytes[at + 32 + (eight >>> 1)]! >>> (4 * (eight & 1))) & 15;
      const entry = 8 * (bytes[at + eight]! | ((upper & 7) << 8));
      const shift = upper & 8 ? -IQ1_SHIFT : IQ1_SHIFT;
      const first = to + 8 * eight;
      for (let j = 0; j < 8; j++) values[first + j] = own * (iq1sGrid[entry + j]! + shift);
    }
  }
};
