/** The bytes of a dataset's file: one that was dropped, or one that lies beside the page. Packed by gzip or not. */
import { Fault } from '../../../core/fault.ts';
import { MAX_FILE_BYTES } from '../limits.ts';

/** What is read of a file; a browser's `File` is one. */
export interface DataFile {
  readonly name: string;
  /** As it lies there, packed or not. */
  readonly size: number;
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

export interface DataFileOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told the bytes read so far, as they lie in the file. */
  readonly report?: ((bytesRead: number) => void) | undefined;
  /** Unpacked bytes beyond which the file is refused. */
  readonly maxBytes?: number;
}

/** Deflate grows at most 1032 times, and a browser inflates each piece at once: 16 kB in is at most 17 MB out. */
const PIECE_BYTES = 16_384;

/**
 * The file's unpacked bytes, chunk by chunk. Throws `over-limit`, `malformed` (damaged or cut gzip) or `file-unreadable`;
 * AbortError when aborted.
 */
export async function* unpackedChunks(
  file: DataFile,
  { maxBytes = MAX_FILE_BYTES, ...options }: DataFileOptions = {},
): AsyncGenerator<Uint8Array, void> {
  const chunks = storedChunks(file, options);
  const { value: first } = await chunks.next();
  if (first === undefined) return;
  const isPacked = first[0] === 0x1f && first[1] === 0x8b;
  let bytes = 0;
  for await (const chunk of isPacked ? gunzip(first, chunks, file.name) : rejoined(first, chunks)) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(file.name, { value: bytes, limit: maxBytes });
    yield chunk;
  }
}

/** The whole file, unpacked. */
export async function readUnpacked(file: DataFile, options: DataFileOptions = {}): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of unpackedChunks(file, options)) {
    chunks.push(chunk);
    length += chunk.length;
  }
  if (chunks.length === 1) return chunks[0]!;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** The first unpacked bytes, as many as there are up to `length`. */
export async function readHead(
  file: DataFile,
  length: number,
  options: DataFileOptions = {},
): Promise<Uint8Array> {
  const head = new Uint8Array(length);
  let filled = 0;
  for await (const chunk of unpackedChunks(file, options)) {
    const taken = chunk.subarray(0, length - filled);
    head.set(taken, filled);
    filled += taken.length;
    if (filled === length) break;
  }
  return head.subarray(0, filled);
}

export function tooLarge(file: string, { value, limit }: { value: number; limit: number }): Fault {
  return new Fault('over-limit', { file, what: 'its unpacked size in bytes', value, limit });
}

async function* storedChunks(
  file: DataFile,
  { signal, report }: Pick<DataFileOptions, 'signal' | 'report'>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const reader = file.stream().getReader();
  let bytesRead = 0;
  try {
    for (;;) {
      if (signal?.aborted) throw new DOMException('The reading was cancelled.', 'AbortError');
      const { value, done } = await readOr(reader, file.name);
      if (done) return;
      bytesRead += value.length;
      report?.(bytesRead);
      if (value.length > 0) yield value;
    }
  } finally {
    // Nobody waits for what is no longer wanted; a stream that failed has nothing to cancel.
    reader.cancel().catch(() => undefined);
  }
}

async function readOr(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>, file: string) {
  try {
    return await reader.read();
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    if (cause instanceof DOMException && cause.name === 'NotReadableError') {
      throw new Fault('file-changed', { file }, { cause });
    }
    const detail = cause instanceof Error ? cause.message : 'the browser gives no reason';
    throw new Fault('file-unreadable', { file, detail }, { cause });
  }
}

async function* rejoined<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T, void> {
  yield first;
  yield* rest;
}

/** https://www.rfc-editor.org/rfc/rfc1952, fed in small pieces and only while output is wanted. */
async function* gunzip(
  first: Uint8Array<ArrayBuffer>,
  rest: AsyncGenerator<Uint8Array<ArrayBuffer>, void>,
  file: string,
): AsyncGenerator<Uint8Array, void> {
  const pieces = piecesOf(rejoined(first, rest));
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { value, done } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await rest.return();
      },
    },
    { highWaterMark: 0 },
  );
  const reader = packed.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } catch (cause) {
    if (cause instanceof Fault || (cause instanceof Error && cause.name === 'AbortError')) throw cause;
    const detail = 'its compressed bytes are damaged, or end too early';
    throw new Fault('malformed', { file, format: 'gzip', detail }, { cause });
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function* piecesOf(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) yield chunk.slice(at, at + PIECE_BYTES);
  }
}
