/** A source whose first bytes have been read already: formats look at them again and again. */
import type { ByteSource } from '../source.ts';
import { throwIfAborted } from './abort.ts';

export function withKnownHead(source: ByteSource, head: Uint8Array): ByteSource {
  return {
    name: source.name,
    size: source.size,
    stream: (startByte, endByte, options) => source.stream(startByte, endByte, options),
    async read(startByte, endByte, options) {
      const isKnown = 0 <= startByte && startByte <= endByte && endByte <= head.length;
      if (!isKnown) return source.read(startByte, endByte, options);
      throwIfAborted(options?.signal);
      return head.slice(startByte, endByte);
    },
  };
}
