/**
 * A `ByteStream` over a web stream (https://streams.spec.whatwg.org). Byte streams are read "bring your own buffer"
 * with `{ min }`, so that a read fills the caller's buffer whole and nothing is allocated for it; without `min` a
 * 16 MB view comes back with as little as 0.1 MB.
 */
import { Fault } from '../../core/fault.ts';
import type { ByteStream } from '../source.ts';
import { abortError, throwIfAborted } from './abort.ts';

export interface WebStreamOptions {
  /** What the stream must hold, to the byte. */
  readonly byteLength: number;
  readonly signal: AbortSignal | undefined;
  /** Starts the stream, at the first read; `signal` aborts when the reading is cancelled. */
  open(signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** The fault that a failure of the stream means. */
  explain(error: unknown): Fault | Promise<Fault>;
  /** The fault for a stream that ended after `actualBytes`, or went on beyond `byteLength`. */
  wrongLength(actualBytes: number): Fault;
}

export function readWebStream({ byteLength, signal, ...options }: WebStreamOptions): ByteStream {
  const stop = new AbortController();
  let filler: Promise<Filler> | null = null;
  let position = 0;

  async function start(): Promise<Filler> {
    signal?.addEventListener('abort', cancel, { once: true });
    return fillerOf(await options.open(stop.signal));
  }

  async function read(buffer: ArrayBuffer, offset: number, length: number) {
    throwIfAborted(signal);
    throwIfAborted(stop.signal);
    const wanted = Math.min(length, byteLength - position);
    if (wanted === 0) return { buffer, length: 0 };
    try {
      filler ??= start();
      const filled = await (await filler).fill(buffer, offset, wanted);
      throwIfAborted(stop.signal);
      position += filled.length;
      if (filled.length < wanted) throw options.wrongLength(position);
      if (position === byteLength) await finish(await filler);
      return filled;
    } catch (error) {
      const aborted = stop.signal.aborted;
      cancel();
      if (aborted) throw abortError();
      throw error instanceof Fault ? error : await options.explain(error);
    }
  }

  /** Sees the stream's end, which also frees a connection for the next request. */
  async function finish(at: Filler): Promise<void> {
    const excess = await at.fill(new ArrayBuffer(1), 0, 1);
    if (excess.length > 0) throw options.wrongLength(byteLength + 1);
    signal?.removeEventListener('abort', cancel);
  }

  function cancel(): void {
    signal?.removeEventListener('abort', cancel);
    if (stop.signal.aborted) return;
    stop.abort(abortError());
    // Whoever awaits a read hears of its failure; here it is only put to rest.
    filler?.then((at) => at.cancel()).catch(() => undefined);
  }

  return { read, cancel };
}

interface Filler {
  /** Fills `length` bytes, fewer only at the stream's end. */
  fill(buffer: ArrayBuffer, offset: number, length: number): Promise<{ buffer: ArrayBuffer; length: number }>;
  cancel(): Promise<void>;
}

function fillerOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Filler {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = stream.getReader({ mode: 'byob' });
  } catch {
    // Not a byte stream: decompressed bytes, or an older browser's responses.
    return chunkFiller(stream.getReader());
  }
  return byobFiller(reader);
}

function byobFiller(reader: ReadableStreamBYOBReader): Filler {
  return {
    async fill(buffer, offset, length) {
      let filled = 0;
      while (filled < length) {
        const view = new Uint8Array(buffer, offset + filled, length - filled);
        const { value, done } = await reader.read(view, { min: view.length });
        if (value === undefined) break;
        buffer = value.buffer;
        filled += value.length;
        if (done) break;
      }
      return { buffer, length: filled };
    },
    cancel: () => reader.cancel(),
  };
}

/** Copies, and keeps what a chunk holds beyond the read. */
function chunkFiller(reader: ReadableStreamDefaultReader<Uint8Array>): Filler {
  let rest: Uint8Array = new Uint8Array(0);
  return {
    async fill(buffer, offset, length) {
      const target = new Uint8Array(buffer, offset, length);
      let filled = 0;
      while (filled < length) {
        if (rest.length === 0) {
          const { value, done } = await reader.read();
          if (done) break;
          rest = value;
        }
        const taken = rest.subarray(0, length - filled);
        target.set(taken, filled);
        filled += taken.length;
        rest = rest.subarray(taken.length);
      }
      return { buffer, length: filled };
    },
    cancel: () => reader.cancel(),
  };
}
