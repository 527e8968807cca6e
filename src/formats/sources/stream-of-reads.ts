/** A stream over a source that only reads: as much at once as is asked for. */
import type { ByteSource, ByteStream, ReadOptions } from '../source.ts';
import { abortError } from './abort.ts';

export function streamOfReads(
  read: ByteSource['read'],
  { startByte, endByte, ...options }: ReadOptions & { readonly startByte: number; readonly endByte: number },
): ByteStream {
  let at = startByte;
  let isCancelled = false;
  return {
    async read(buffer, offset, length) {
      if (isCancelled) throw abortError();
      const bytes = await read(at, Math.min(endByte, at + length), options);
      new Uint8Array(buffer).set(bytes, offset);
      at += bytes.length;
      return { buffer, length: bytes.length };
    },
    cancel() {
      isCancelled = true;
    },
  };
}
