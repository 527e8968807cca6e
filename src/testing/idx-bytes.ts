import { ByteWriter } from './byte-writer.ts';

/** An IDX file of bytes; `shape` may lie about them. */
export function idxBytes(shape: readonly number[], values: Uint8Array, kind = 0x08): Uint8Array {
  const axes = shape.flatMap((axis) => [axis >>> 24, (axis >>> 16) & 255, (axis >>> 8) & 255, axis & 255]);
  return new ByteWriter().bytes(Uint8Array.from([0, 0, kind, shape.length, ...axes]), values).done();
}
