/**
 * Blocks of 32 with one scale, and perhaps an offset: the oldest quantised types of ggml (ggml-common.h). A 4-bit code
 * of value j is in the lower half of a byte, that of value j + 16 in its upper half.
 */
import { doubleWordAt, halfAt, type BlockDecoder } from './block-bytes.ts';

/** scale, 16 bytes of codes: (code − 8) · scale. */
export const decodeQ4_0: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 18, to += 32) {
    const scale = halfAt(bytes, at);
    for (let j = 0; j < 16; j++) {
      const pair = bytes[at + 2 + j]!;
      values[to + j] = ((pair & 15) - 8) * scale;
      values[to + j + 16] = ((pair >>> 4) - 8) * scale;
    }
  }
};

/** scale, offset, 16 bytes of codes: code · scale + offset. */
export const decodeQ4_1: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 20, to += 32) {
    const scale = halfAt(bytes, at);
    const offset = halfAt(bytes, at + 2);
    for (let j = 0; j < 16; j++) {
      const pair = bytes[at + 4 + j]!;
      values[to + j] = (pair & 15) * scale + offset;
      values[to + j + 16] = (pair >>> 4) * scale + offset;
    }
  }
};

/** scale, fifth bits (32 of them), 16 bytes of codes: (code − 16) · scale. */
export const decodeQ5_0: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 22, to += 32) {
    const scale = halfAt(bytes, at);
    const fifth = doubleWordAt(bytes, at + 2);
    for (let j = 0; j < 16; j++) {
      const pair = bytes[at + 6 + j]!;
      values[to + j] = (((pair & 15) | (((fifth >>> j) & 1) << 4)) - 16) * scale;
      values[to + j + 16] = (((pair >>> 4) | (((fifth >>> (j + 16)) & 1) << 4)) - 16) * scale;
    }
  }
};

/** scale, offset, fifth bits, 16 bytes of codes: code · scale + offset. */
export const decodeQ5_1: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 24, to += 32) {
    const scale = halfAt(bytes, at);
    const offset = halfAt(bytes, at + 2);
    const fifth = doubleWordAt(bytes, at + 4);
    for (let j = 0; j < 16; j++) {
      const pair = bytes[at + 8 + j]!;
      values[to + j] = ((pair & 15) | (((fifth >>> j) & 1) << 4)) * scale + offset;
      values[to + j + 16] = ((pair >>> 4) | (((fifth >>> (j + 16)) & 1) << 4)) * scale + offset;
    }
  }
};

/** scale, 32 signed bytes: byte · scale. */
export const decodeQ8_0: BlockDecoder = (bytes, values) => {
  for (let at = 0, to = 0; at < bytes.length; at += 34, to += 32) {
    const scale = halfAt(bytes, at);
    for (let j = 0; j < 32; j++) values[to + j] = ((bytes[at + 2 + j]! << 24) >> 24) * scale;
  }
};
