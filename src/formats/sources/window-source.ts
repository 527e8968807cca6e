/** A run of bytes inside another source, such as a member of an archive that is not packed, as a source of its own. */
import type { ByteSource } from '../source.ts';
import { checkRange } from './range.ts';

export function windowSource(
  outer: ByteSource,
  {
    name,
    startByte: first,
    size,
  }: { readonly name: string; readonly startByte: number; readonly size: number },
): ByteSource {
  return {
    name,
    size,
    async read(startByte, endByte, options) {
      checkRange({ name, size }, startByte, endByte);
      return outer.read(first + startByte, first + endByte, options);
    },
    stream(startByte, endByte, options) {
      checkRange({ name, size }, startByte, endByte);
      return outer.stream(first + startByte, first + endByte, options);
    },
  };
}
