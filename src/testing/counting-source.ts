/** A source that counts what is read of it: for budgets, and for "this never touches the data". */
import type { ByteSource } from '../formats/source.ts';

export interface ReadCount {
  /** Ranges asked for, by `read` or `stream`. */
  reads: number;
  /** Bytes that were handed out. */
  bytes: number;
  /** One past the furthest byte asked for. */
  endByte: number;
}

export function countingSource(source: ByteSource, count: ReadCount): ByteSource {
  function open(endByte: number): void {
    count.reads++;
    count.endByte = Math.max(count.endByte, endByte);
  }
  return {
    name: source.name,
    size: source.size,
    async read(startByte, endByte, options) {
      open(endByte);
      const bytes = await source.read(startByte, endByte, options);
      count.bytes += bytes.length;
      return bytes;
    },
    stream(startByte, endByte, options) {
      open(endByte);
      const stream = source.stream(startByte, endByte, options);
      return {
        async read(buffer, offset, length) {
          const filled = await stream.read(buffer, offset, length);
          count.bytes += filled.length;
          return filled;
        },
        cancel: () => stream.cancel(),
      };
    },
  };
}

export function noReads(): ReadCount {
  return { reads: 0, bytes: 0, endByte: 0 };
}
