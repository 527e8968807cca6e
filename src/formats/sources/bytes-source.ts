/** Bytes that are already here: samples, models trained in the page, small members of archives. */
import type { ByteSource, ByteStream, ReadOptions } from '../source.ts';
import { abortError, throwIfAborted } from './abort.ts';
import { checkRange } from './range.ts';

export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  const source = { name, size: bytes.length };
  return {
    ...source,
    read(startByte, endByte, options) {
      // What is thrown in here is the returned promise's failure.
      return Promise.resolve().then(() => {
        throwIfAborted(options?.signal);
        checkRange(source, startByte, endByte);
        return bytes.slice(startByte, endByte);
      });
    },
    stream(startByte, endByte, options) {
      checkRange(source, startByte, endByte);
      return streamOf(bytes.subarray(startByte, endByte), options);
    },
  };
}

function streamOf(bytes: Uint8Array, options: ReadOptions | undefined): ByteStream {
  let rest = bytes;
  let isCancelled = false;
  return {
    read(buffer, offset, length) {
      if (isCancelled || options?.signal?.aborted) return Promise.reject(abortError());
      const taken = rest.subarray(0, length);
      new Uint8Array(buffer).set(taken, offset);
      rest = rest.subarray(taken.length);
      return Promise.resolve({ buffer, length: taken.length });
    },
    cancel() {
      isCancelled = true;
    },
  };
}
