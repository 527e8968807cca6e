/**
 * A range of a file on a server as one stream, however often its connection breaks: it is taken up again at the byte
 * where it broke off. What has come stays in the caller's buffer, so bytes are copied; a buffer lent to a web stream
 * would be lost with its connection.
 */
import { Fault } from '../../core/fault.ts';
import type { ByteStream, ReadOptions } from '../source.ts';
import { abortError, throwIfAborted } from './abort.ts';
import { pauseAfter, unlessStalled, type Patience } from './patience.ts';

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

export interface ResumingStreamOptions extends ReadOptions {
  readonly url: string;
  readonly startByte: number;
  readonly endByte: number;
  readonly patience: Patience;
  /** The bytes from `startByte` on, to the range's end. Throws Fault. */
  connect(startByte: number, signal: AbortSignal): Promise<Body>;
}

export function resumingStream(options: ResumingStreamOptions): ByteStream {
  const { url, startByte, endByte, patience, signal } = options;
  const stop = new AbortController();
  const whole = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  let connection: Connection | null = null;
  let position = startByte;

  const wrongLength = (actualBytes: number) =>
    new Fault('length-changed', { url, expectedBytes: endByte - startByte, actualBytes });

  async function read(buffer: ArrayBuffer, offset: number, length: number) {
    throwIfAborted(whole);
    const wanted = Math.min(length, endByte - position);
    const target = new Uint8Array(buffer, offset, wanted);
    try {
      for (let filled = 0, failures = 0; filled < wanted;) {
        try {
          const taken = await takeSome(target.subarray(filled));
          filled += taken;
          failures = 0;
        } catch (error) {
          close();
          throwIfAborted(whole);
          await pauseAfter(error, { failures: failures++, patience, signal: whole });
        }
      }
      if (position === endByte) await seeEnd();
    } catch (error) {
      const { aborted } = whole;
      cancel();
      throw aborted ? abortError() : error;
    }
    return { buffer, length: wanted };
  }

  /** At least one byte. */
  async function takeSome(target: Uint8Array): Promise<number> {
    connection ??= await Connection.open(options, { position, whole });
    const chunk = await connection.next(target.length);
    if (chunk === null) {
      // A connection that was cut may look like an end; one that brought nothing is a server that has no more.
      if (connection.taken === 0) throw wrongLength(position - startByte);
      close();
      return 0;
    }
    target.set(chunk);
    position += chunk.length;
    return chunk.length;
  }

  /** Sees the end, which also frees the connection for the next request. */
  async function seeEnd(): Promise<void> {
    const excess = await connection?.next(1).catch(() => null);
    if (excess) throw wrongLength(endByte - startByte + 1);
    connection = null;
  }

  function close(): void {
    connection?.close();
    connection = null;
  }

  function cancel(): void {
    stop.abort(abortError());
    close();
  }

  return { read, cancel };
}

/** One answer, read chunk by chunk. */
class Connection {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  readonly #stop: AbortController;
  readonly #stalling: { readonly url: string; readonly stallMs: number };
  #rest: Uint8Array = new Uint8Array(0);
  /** Bytes handed on so far. */
  taken = 0;

  private constructor(body: Body, stop: AbortController, { url, patience }: ResumingStreamOptions) {
    this.#reader = body.getReader();
    this.#stop = stop;
    this.#stalling = { url, stallMs: patience.stallMs };
  }

  static async open(
    options: ResumingStreamOptions,
    { position, whole }: { readonly position: number; readonly whole: AbortSignal },
  ): Promise<Connection> {
    const stop = new AbortController();
    const body = await options.connect(position, AbortSignal.any([whole, stop.signal]));
    return new Connection(body, stop, options);
  }

  /** Some bytes, at most `most`; null at the end. Throws `network-unreachable` or `stalled`. */
  async next(most: number): Promise<Uint8Array | null> {
    while (this.#rest.length === 0) {
      const { value } = await this.#read();
      if (value === undefined) return null;
      this.#rest = value;
    }
    const chunk = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(chunk.length);
    this.taken += chunk.length;
    return chunk;
  }

  #read(): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
    const { url } = this.#stalling;
    const reading = this.#reader.read().catch((error: unknown) => {
      throw new Fault('network-unreachable', { url }, { cause: error });
    });
    return unlessStalled(reading, this.#stalling);
  }

  close(): void {
    this.#stop.abort(abortError());
    this.#reader.cancel().catch(() => undefined);
  }
}
