/**
 * Inflating a stream (https://www.rfc-editor.org/rfc/rfc1951) by the platform's DecompressionStream, fed only while output is
 * wanted: Node's reads ahead without measure, and would hold a whole archive in memory.
 */
import type { ByteStream } from '../source.ts';

/** Deflate grows at most 1032 times, and a browser inflates each piece at once: 16 kB in is at most 17 MB out. */
const PIECE_BYTES = 16_384;

export function inflateStream(packed: ByteStream): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new DecompressionStream('deflate-raw');
  const reader = readable.getReader();
  const writer = writable.getWriter();
  let piece = new ArrayBuffer(PIECE_BYTES);
  let feeding: Promise<boolean> | null = null;

  /** True once there is no more to feed. Never rejects: what fails here fails the next read of the output. */
  async function feed(): Promise<boolean> {
    try {
      const { buffer, length } = await packed.read(piece, 0, PIECE_BYTES);
      piece = buffer;
      // A copy, as the decompressor may hold on to it.
      await (length === 0 ? writer.close() : writer.write(new Uint8Array(buffer.slice(0, length))));
      if (length === 0) return true;
    } catch (error) {
      await writer.abort(error).catch(() => undefined);
      return true;
    }
    feeding = null;
    return false;
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): Promise<void> {
    const output = reader.read();
    const isOut = output.then(
      () => true,
      () => true,
    );
    while (!(await Promise.race([isOut, (feeding ??= feed())])));
    const { value, done } = await output;
    if (done) controller.close();
    else controller.enqueue(value);
  }

  async function cancel(): Promise<void> {
    packed.cancel();
    await reader.cancel();
  }

  return new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
}
