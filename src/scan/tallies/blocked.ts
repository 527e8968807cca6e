/**
 * Tally of dtypes that come in blocks: decoded a few kilobytes at a time, so that what decoding writes is still in the
 * core's own cache when it is counted.
 */
import { blockBytes, blockElements } from '../../core/dtype.ts';
import { blockDecoders, type BlockDtype } from '../../core/ggml/block-types.ts';
import type { Tally } from '../tally.ts';
import { float32Tally } from './float32.ts';

/** A multiple of every block's length. */
const STEP = 2 ** 12;

export function blockedTally(dtype: BlockDtype): Tally {
  const decode = blockDecoders[dtype];
  const stepBytes = (STEP / blockElements(dtype)) * blockBytes(dtype);
  const values = new Float32Array(STEP);
  const counted = float32Tally();

  function add(buffer: ArrayBuffer, byteOffset: number, elements: number): void {
    let at = byteOffset;
    for (let left = elements; left > 0; left -= STEP) {
      const here = Math.min(left, STEP);
      const byteLength = (here / STEP) * stepBytes;
      decode(new Uint8Array(buffer, at, byteLength), values);
      counted.add(values.buffer, 0, here);
      at += byteLength;
    }
  }

  return { ...counted, add };
}
