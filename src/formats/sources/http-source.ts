/** A file on a server, read in parts. */
import type { SourceRecipe } from '../../core/checkpoint.ts';
import { Fault } from '../../core/fault.ts';
import { HEAD_BYTES } from '../format.ts';
import type { ByteSource, ByteStream, ReadOptions } from '../source.ts';
import { throwIfAborted } from './abort.ts';
import { nameOfAddress, parseAddress } from './address.ts';
import { contentRangeOf, discard, expectPart, request, streamAnswer } from './http-request.ts';
import { checkRange, readExactly } from './range.ts';

export type UrlRecipe = Extract<SourceRecipe, { kind: 'url' }>;

export function httpSource(recipe: UrlRecipe): ByteSource {
  const { name, size, url } = recipe;
  function stream(startByte: number, endByte: number, options?: ReadOptions): ByteStream {
    checkRange(recipe, startByte, endByte);
    const range = { startByte, endByte };
    return streamAnswer(url, {
      byteLength: endByte - startByte,
      signal: options?.signal,
      respond: async (signal) => {
        const response = await request(url, { range, signal });
        checkAnswer(response, { recipe, range });
        return response;
      },
    });
  }
  return {
    name,
    size,
    stream,
    async read(startByte, endByte, options) {
      return readExactly(stream(startByte, endByte, options), endByte - startByte);
    },
  };
}

/** Throws unless the answer is the range asked for, of the file that was probed. */
function checkAnswer(
  response: Response,
  { recipe, range }: { recipe: UrlRecipe; range: { startByte: number; endByte: number } },
): void {
  const { url, name, size } = recipe;
  try {
    if (response.status === 416) throw new Fault('file-changed', { file: name });
    expectPart(response, url);
    if (isOtherTag(response.headers.get('ETag'), recipe.etag))
      throw new Fault('file-changed', { file: name });
    const answered = contentRangeOf(response);
    if (answered === null) return;
    const lengthChanged = (expectedBytes: number, actualBytes: number) =>
      new Fault('length-changed', { url, expectedBytes, actualBytes });
    if (answered.size !== size) throw lengthChanged(size, answered.size);
    if (answered.startByte !== range.startByte || answered.endByte !== range.endByte) {
      throw lengthChanged(range.endByte - range.startByte, answered.endByte - answered.startByte);
    }
  } catch (error) {
    discard(response);
    throw error;
  }
}

/** Weak and strong tags of the same file count as one: compression on the way turns one into the other. */
function isOtherTag(etag: string | null, expected: string | null): boolean {
  return etag !== null && expected !== null && etag.replace(/^W\//, '') !== expected.replace(/^W\//, '');
}

/** A file on a server: how to read it again, and its first bytes, at most `HEAD_BYTES`. */
export interface ProbedUrl {
  readonly recipe: UrlRecipe;
  readonly head: Uint8Array;
}

/**
 * Asks for the first bytes of a file and learns its size on the way. Not by HEAD: many delivery networks answer it
 * without a length, or not as they answer GET. Throws `bad-address` or a network fault.
 */
export async function probeUrl(address: string, { signal }: ReadOptions = {}): Promise<ProbedUrl> {
  const parsed = parseAddress(address);
  const url = parsed.href;
  const response = await request(url, { range: { startByte: 0, endByte: HEAD_BYTES }, signal });
  const size = isEmptyFile(response) ? 0 : await sizeOf(response, { url, signal });
  const recipe = {
    kind: 'url',
    url,
    name: nameOfAddress(parsed),
    size,
    etag: response.headers.get('ETag'),
  } as const;
  if (size === 0) {
    discard(response);
    return { recipe, head: new Uint8Array(0) };
  }
  const byteLength = Math.min(size, HEAD_BYTES);
  checkAnswer(response, { recipe, range: { startByte: 0, endByte: byteLength } });
  const head = streamAnswer(url, { byteLength, signal, respond: () => Promise.resolve(response) });
  return { recipe, head: await readExactly(head, byteLength) };
}

/** A range of an empty file can't be satisfied; some servers send its nothing whole instead. */
function isEmptyFile(response: Response): boolean {
  if (response.status === 416) return true;
  return response.status === 200 && response.headers.get('Content-Length') === '0';
}

/** The size by `Content-Range`, which servers must show to other origins on purpose; else by asking for all. */
async function sizeOf(response: Response, { url, signal }: ReadOptions & { url: string }): Promise<number> {
  expectPart(response, url);
  const size = contentRangeOf(response)?.size;
  if (size !== undefined) return size;
  // `Content-Length` is always shown. The body is let go before it comes.
  const whole = await request(url, { range: { startByte: 0 }, signal });
  discard(whole);
  expectPart(whole, url);
  const length = whole.headers.get('Content-Length');
  if (length === null) throw new Fault('no-range-support', { url });
  return Number(length);
}

/** A whole small file, whether or not its server knows ranges. Throws `over-limit` beyond `maxBytes`. */
export async function fetchSmallFile(
  url: string,
  { maxBytes, signal }: ReadOptions & { readonly maxBytes: number },
): Promise<Uint8Array> {
  const response = await request(url, { signal });
  if (!response.ok || response.body === null) {
    discard(response);
    throw new Fault('http-status', { url, status: response.status });
  }
  return readUpTo(maxBytes, { url, body: response.body }).catch((error: unknown) => {
    throwIfAborted(signal);
    throw error instanceof Fault ? error : new Fault('network-unreachable', { url }, { cause: error });
  });
}

async function readUpTo(
  limit: number,
  { url, body }: { url: string; body: ReadableStream<Uint8Array<ArrayBuffer>> },
): Promise<Uint8Array> {
  const reader = body.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let value = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    value += chunk.value.length;
    if (value > limit) {
      await reader.cancel();
      throw new Fault('over-limit', { file: url, what: 'its size in bytes', value, limit });
    }
    chunks.push(chunk.value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
