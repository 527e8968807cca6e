/** The first look at a file on a server: what it is called, how long it is, how it begins; and small files whole. */
import { Fault } from '../../core/fault.ts';
import { HEAD_BYTES } from '../format.ts';
import type { ReadOptions } from '../source.ts';
import { throwIfAborted } from './abort.ts';
import { nameOfAddress, parseAddress } from './address.ts';
import { inTurn } from './gate.ts';
import { contentRangeOf, discard, expectPart, refusal, request, type ByteRange } from './http-request.ts';
import { checkedBody, type UrlRecipe } from './http-source.ts';
import { openingPatience, pauseAfter, unlessStalled, type Patience } from './patience.ts';

export interface ProbeOptions extends ReadOptions {
  readonly patience?: Patience;
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
export async function probeUrl(address: string, options: ProbeOptions = {}): Promise<ProbedUrl> {
  const parsed = parseAddress(address);
  const url = parsed.href;
  const range = { startByte: 0, endByte: HEAD_BYTES };
  return asking(url, { ...options, range }, async (response, stallMs) => {
    const size = isEmptyFile(response) ? 0 : await sizeOf(response, { ...options, url, stallMs });
    const { headers } = response;
    const modified = headers.get('Last-Modified');
    const recipe: UrlRecipe = {
      kind: 'url',
      url,
      name: nameOfAddress(parsed),
      size,
      etag: headers.get('ETag'),
      ...(modified !== null && { modified }),
    };
    if (size === 0) {
      discard(response);
      return { recipe, head: new Uint8Array(0) };
    }
    const byteLength = Math.min(size, HEAD_BYTES);
    const body = checkedBody(response, { recipe, range: { startByte: 0, endByte: byteLength } });
    return { recipe, head: await readWhole(body, { url, byteLength, stallMs }) };
  });
}

/** A range of an empty file can't be satisfied; some servers send its nothing whole instead. */
function isEmptyFile(response: Response): boolean {
  if (response.status === 416) return true;
  return response.status === 200 && response.headers.get('Content-Length') === '0';
}

/** The size by `Content-Range`, which servers must show to other origins on purpose; else by asking for all. */
async function sizeOf(
  response: Response,
  { url, signal, stallMs }: ReadOptions & { readonly url: string; readonly stallMs: number },
): Promise<number> {
  expectPart(response, url);
  const size = contentRangeOf(response)?.size;
  if (size !== undefined) return size;
  // `Content-Length` is always shown. The body is let go before it comes.
  const whole = await request(url, { range: { startByte: 0 }, signal, stallMs });
  discard(whole);
  expectPart(whole, url);
  const length = whole.headers.get('Content-Length');
  if (length === null) throw new Fault('no-range-support', { url });
  return Number(length);
}

/** A whole small file, whether or not its server knows ranges. Throws `over-limit` beyond `maxBytes`. */
export function fetchSmallFile(
  url: string,
  { maxBytes, ...options }: ProbeOptions & { readonly maxBytes: number },
): Promise<Uint8Array> {
  return asking(url, options, async (response, stallMs) => {
    if (response.ok && response.body !== null) {
      return readUpTo(maxBytes, { url, body: response.body, stallMs });
    }
    discard(response);
    throw refusal(response, url);
  });
}

/**
 * What `read` makes of the answer; asked again while that may help. Nobody there, or nobody who lets pages read, is
 * told at once: another try seldom helps before there was any answer.
 */
function asking<T>(
  url: string,
  { signal, patience = openingPatience, range }: ProbeOptions & { readonly range?: ByteRange },
  read: (response: Response, stallMs: number) => Promise<T>,
): Promise<T> {
  const { stallMs } = patience;
  const ask = async () => {
    let hasAnswered = false;
    for (let failures = 0; ; failures++) {
      try {
        const response = await request(url, { ...(range && { range }), signal, stallMs });
        hasAnswered = true;
        return await read(response, stallMs);
      } catch (error) {
        throwIfAborted(signal);
        if (!hasAnswered && error instanceof Fault && error.code === 'network-unreachable') throw error;
        await pauseAfter(error, { failures, patience, signal });
      }
    }
  };
  return inTurn(url, ask, signal);
}

interface BodyOptions {
  readonly url: string;
  readonly stallMs: number;
}

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

/** A body that must be `byteLength` long; else `length-changed`. */
async function readWhole(
  body: Body,
  { byteLength, ...options }: BodyOptions & { readonly byteLength: number },
): Promise<Uint8Array> {
  const bytes = await collect(body, options);
  if (bytes.length === byteLength) return bytes;
  const facts = { url: options.url, expectedBytes: byteLength, actualBytes: bytes.length };
  throw new Fault('length-changed', facts);
}

function readUpTo(
  limit: number,
  { body, ...options }: BodyOptions & { readonly body: Body },
): Promise<Uint8Array> {
  return collect(body, {
    ...options,
    check: (value) => {
      if (value <= limit) return;
      throw new Fault('over-limit', { file: options.url, what: 'its size in bytes', value, limit });
    },
  });
}

async function collect(
  body: Body,
  { url, stallMs, check }: BodyOptions & { readonly check?: (byteLength: number) => void },
): Promise<Uint8Array> {
  const reader = body.getReader();
  const next = () => unlessStalled(reader.read(), { url, stallMs });
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let byteLength = 0;
  try {
    for (let chunk = await next(); !chunk.done; chunk = await next()) {
      byteLength += chunk.value.length;
      check?.(byteLength);
      chunks.push(chunk.value);
    }
  } catch (error) {
    reader.cancel().catch(() => undefined);
    throw error instanceof Fault ? error : new Fault('network-unreachable', { url }, { cause: error });
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
