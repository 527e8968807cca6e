/**
 * The K types: blocks of 256 whose groups of 16 or 32 have small integer scales (and offsets) of their own, under one or
 * two 16-bit floats for the block (ggml-common.h, ggml-quants.c).
 */
import { halfAt, type BlockDecoder } from './block-bytes.ts';

const BLOCK = 256;

/** 16 bytes of scale and offset (4 bits each), 64 of codes (2 bits), scale, offset. */
export const decodeQ2_K: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 84, to += BLOCK) {
    const scale = halfAt(bytes, at + 80);
    const offset = halfAt(bytes, at + 82);
    for (let group = 0; group < 16; group++) {
      const pair = bytes[at + group]!;
      const own = scale * (pair & 15);
      const below = offset * (pair >>> 4);
      const codes = at + 16 + 32 * (group >>> 3) + 16 * (group & 1);
      const shift = group & 6;
      for (let j = 0; j < 16; j++) {
        values[to + 16 * group + j] = own * ((bytes[codes + j]! >>> shift) & 3) - below;
      }
    }
  }
};

/** 32 bytes of third bits, 64 of codes (2 bits), 12 of scales (6 bits), scale. */
export const decodeQ3_K: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 110, to += BLOCK) {
    const scale = halfAt(bytes, at + 108);
    for (let group = 0; group < 16; group++) {
      const own = scale * (scaleOfQ3(bytes, at + 96, group) - 32);
      const codes = at + 32 + 32 * (group >>> 3) + 16 * (group & 1);
      const thirds = at + 16 * (group & 1);
      const shift = group & 6;
      const third = group >>> 1;
      for (let j = 0; j < 16; j++) {
        const low = (bytes[codes + j]! >>> shift) & 3;
        values[to + 16 * group + j] = own * (low - ((bytes[thirds + j]! >>> third) & 1 ? 0 : 4));
      }
    }
  }
};

/** 16 scales of 6 bits: lower halves in 8 bytes, the upper 2 bits of each four in the other 4. */
function scaleOfQ3(bytes: Uint8Array, at: number, group: number): number {
  const low = group < 8 ? bytes[at + group]! & 15 : bytes[at + group - 8]! >>> 4;
  return low | (((bytes[at + 8 + (group & 3)]! >>> (group & 12 ? 2 * (group >>> 2) : 0)) & 3) << 4);
}

/** Scale of one of 8 groups, as Q4_K and Q5_K pack scales and offsets into 12 bytes of 6 bits. */
function scaleAt(bytes: Uint8Array, at: number, group: number): number {
  if (group < 4) return bytes[at + group]! & 63;
  return (bytes[at + group + 4]! & 15) | ((bytes[at + group - 4]! >>> 6) << 4);
}

function offsetAt(bytes: Uint8Array, at: number, group: number): number {
  if (group < 4) return bytes[at + group + 4]! & 63;
  return (bytes[at + group + 4]! >>> 4) | ((bytes[at + group]! >>> 6) << 4);
}

/** scale, offset, 12 bytes of scales, 128 of codes; two groups of 32 share their bytes. */
export const decodeQ4_K: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 144, to += BLOCK) {
    const scale = halfAt(bytes, at);
    const offset = halfAt(bytes, at + 2);
    for (let pair = 0; pair < 4; pair++) {
      const lowScale = scale * scaleAt(bytes, at + 4, 2 * pair);
      const lowOffset = offset * offsetAt(bytes, at + 4, 2 * pair);
      const highScale = scale * scaleAt(bytes, at + 4, 2 * pair + 1);
      const highOffset = offset * offsetAt(bytes, at + 4, 2 * pair + 1);
      const codes = at + 16 + 32 * pair;
      const first = to + 64 * pair;
      for (let j = 0; j < 32; j++) {
        const code = bytes[codes + j]!;
        values[first + j] = lowScale * (code & 15) - lowOffset;
        values[first + j + 32] = highScale * (code >>> 4) - highOffset;
      }
    }
  }
};

/** As Q4_K, with 32 bytes of fifth bits before the codes. */
export const decodeQ5_K: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 176, to += BLOCK) {
    const scale = halfAt(bytes, at);
    const offset = halfAt(bytes, at + 2);
    for (let group = 0; group < 8; group++) {
      const own = scale * scaleAt(bytes, at + 4, group);
      const below = offset * offsetAt(bytes, at + 4, group);
      const codes = at + 48 + 32 * (group >>> 1);
      const shift = 4 * (group & 1);
      for (let j = 0; j < 32; j++) {
        const fifth = (bytes[at + 16 + j]! >>> group) & 1;
        values[to + 32 * group + j] = own * (((bytes[codes + j]! >>> shift) & 15) | (fifth << 4)) - below;
      }
    }
  }
};

/** 128 bytes of lower halves, 64 of upper bits (2 each), 16 signed scales, scale. */
export const decodeQ6_K: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 210, to += BLOCK) {
    const scale = halfAt(bytes, at + 208);
    for (let group = 0; group < 16; group++) {
      const own = scale * ((bytes[at + 192 + group]! << 24) >> 24);
      // the group's quarter of a half: quarters 0 and 2 share their lower halves, and so do 1 and 3
      const quarter = (group >>> 1) & 3;
      const half = group >>> 3;
      const inQuarter = 16 * (group & 1);
      const low = at + 64 * half + 32 * (quarter & 1) + inQuarter;
      const high = at + 128 + 32 * half + inQuarter;
      const shift = 4 * (quarter >>> 1);
      for (let j = 0; j < 16; j++) {
        const code = ((bytes[low + j]! >>> shift) & 15) | (((bytes[high + j]! >>> (2 * quarter)) & 3) << 4);
        values[to + 16 * group + j] = own * (code - 32);
      }
    }
  }
};
