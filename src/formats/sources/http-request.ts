/**
 * Range requests (https://www.rfc-editor.org/rfc/rfc9110#name-range-requests) and their answers.
 *
 * Requests stay "simple" in the sense of CORS, so that no preflight is needed: one `Range: bytes=a-b` and nothing
 * else. `If-Range` would need one; a changed file is recognised by the answer's ETag and total length instead, where
 * the server lets the page see them.
 */
import { Fault } from '../../core/fault.ts';
import type { ByteStream, ReadOptions } from '../source.ts';
import { abortError, throwIfAborted } from './abort.ts';
import { readWebStream } from './web-stream.ts';

/** Bytes [startByte, endByte); to the file's end without `endByte`. */
export interface ByteRange {
  readonly startByte: number;
  readonly endByte?: number;
}

/** The answer to a GET, whatever its status. Throws `network-unreachable`; AbortError when aborted. */
export async function request(
  url: string,
  { range, signal }: ReadOptions & { readonly range?: ByteRange } = {},
): Promise<Response> {
  throwIfAborted(signal);
  const last = range?.endByte === undefined ? '' : String(range.endByte - 1);
  try {
    return await fetch(url, {
      headers: range ? { Range: `bytes=${range.startByte}-${last}` } : {},
      signal: signal ?? null,
      // Chromium's cache lets requests for ranges of one file wait for each other, and would store gigabytes.
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
  } catch (error) {
    if (signal?.aborted) throw abortError();
    throw new Fault('network-unreachable', { url }, { cause: error });
  }
}

/** Lets go of an answer whose body is not wanted. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

/** Throws unless the answer is a part of the file, as was asked. */
export function expectPart(response: Response, url: string): void {
  if (response.status === 206) return;
  discard(response);
  if (response.status === 200) throw new Fault('no-range-support', { url });
  throw new Fault('http-status', { url, status: response.status });
}

/** What `Content-Range` says; null where the server does not show it to the page (CORS) or leaves it out. */
export function contentRangeOf(
  response: Response,
): { startByte: number; endByte: number; size: number } | null {
  const header = response.headers.get('Content-Range') ?? '';
  const [, first, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header) ?? [];
  if (size === undefined) return null;
  return { startByte: Number(first), endByte: Number(last) + 1, size: Number(size) };
}

/** The bytes of an answer, which must be `byteLength`; else `length-changed`. */
export function streamAnswer(
  url: string,
  options: ReadOptions & {
    readonly byteLength: number;
    respond(signal: AbortSignal): Promise<Response>;
  },
): ByteStream {
  const { byteLength } = options;
  const wrongLength = (actualBytes: number) =>
    new Fault('length-changed', { url, expectedBytes: byteLength, actualBytes });
  return readWebStream({
    byteLength,
    signal: options.signal,
    open: async (signal) => {
      const response = await options.respond(signal);
      const announced = response.headers.get('Content-Length');
      if (response.body !== null && (announced === null || Number(announced) === byteLength)) {
        return response.body;
      }
      discard(response);
      throw wrongLength(Number(announced));
    },
    explain: (error) => new Fault('network-unreachable', { url }, { cause: error }),
    wrongLength,
  });
}
