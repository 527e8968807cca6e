/** What every source does with a range: refuse one that it does not hold, and fill an array from a stream. */
import { Fault } from '../../core/fault.ts';
import type { ByteSource, ByteStream } from '../source.ts';

/** Throws `truncated` unless [startByte, endByte) lies within the source; offsets may come from a hostile file. */
export function checkRange(
  { name, size }: Pick<ByteSource, 'name' | 'size'>,
  startByte: number,
  endByte: number,
): void {
  if (0 <= startByte && startByte <= endByte && endByte <= size) return;
  const neededBytes = Math.max(startByte, endByte);
  throw new Fault('truncated', { file: name, what: 'what it describes', neededBytes, sizeBytes: size });
}

/** The next `byteLength` bytes of the stream as an array of their own. */
export async function readExactly(stream: ByteStream, byteLength: number): Promise<Uint8Array> {
  const { buffer, length } = await stream.read(new ArrayBuffer(byteLength), 0, byteLength);
  return new Uint8Array(buffer, 0, length);
}
