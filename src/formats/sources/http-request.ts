/**
 * Range requests (https://www.rfc-editor.org/rfc/rfc9110#name-range-requests) and their answers.
 *
 * Requests stay "simple" in the sense of CORS, so that no preflight is needed: one `Range: bytes=a-b` and nothing
 * else. `If-Range` would need one; a changed file is recognised by the answer's validators and total length instead,
 * where the server lets the page see them. Only a token that the person entered costs a preflight.
 *
 * Redirects are followed by `fetch`, which drops `Authorization` on the way to another origin
 * (https://fetch.spec.whatwg.org/#http-redirect-fetch): a token does not reach the store that a hub sends on to.
 */
import { Fault } from '../../core/fault.ts';
import type { ReadOptions } from '../source.ts';
import { abortError, throwIfAborted } from './abort.ts';
import { authorizationFor } from './credentials.ts';
import { unlessStalled } from './patience.ts';

/** Bytes [startByte, endByte); to the file's end without `endByte`. */
export interface ByteRange {
  readonly startByte: number;
  readonly endByte?: number;
}

export interface RequestOptions extends ReadOptions {
  readonly range?: ByteRange;
  readonly stallMs: number;
  /** The address that faults name, where another is asked on its behalf; the address itself if absent. */
  readonly named?: string;
}

/** The answer to a GET, whatever its status. Throws `network-unreachable` or `stalled`; AbortError when aborted. */
export async function request(
  address: string,
  { range, signal, stallMs, named: url = address }: RequestOptions,
): Promise<Response> {
  throwIfAborted(signal);
  const stop = new AbortController();
  const answer = fetch(address, {
    headers: headersFor(address, range),
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    // Chromium's cache lets requests for ranges of one file wait for each other, and would store gigabytes.
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  });
  try {
    return await unlessStalled(answer, { url, stallMs });
  } catch (error) {
    stop.abort();
    if (signal?.aborted) throw abortError();
    throw error instanceof Fault ? error : new Fault('network-unreachable', { url }, { cause: error });
  }
}

function headersFor(address: string, range: ByteRange | undefined): Record<string, string> {
  const last = range?.endByte === undefined ? '' : String(range.endByte - 1);
  const authorization = authorizationFor(address);
  return {
    ...(range && { Range: `bytes=${range.startByte}-${last}` }),
    ...(authorization !== null && { Authorization: authorization }),
  };
}

/** Lets go of an answer whose body is not wanted. */
export function discard(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

/** Throws unless the answer is a part of the file, as was asked. */
export function expectPart(response: Response, url: string): void {
  if (response.status === 206) return;
  discard(response);
  throw response.status === 200 ? new Fault('no-range-support', { url }) : refusal(response, url);
}

/** What an answer without the file says. */
export function refusal({ status, headers }: Response, url: string): Fault<'http-status'> {
  const waitSeconds = waitOf(headers);
  // The Hugging Face Hub tells by it why it answers 401 or 404: GatedRepo, RepoNotFound, RevisionNotFound, …
  const reason = headers.get('X-Error-Code');
  return new Fault('http-status', {
    url,
    status,
    ...(waitSeconds !== null && { waitSeconds }),
    ...(reason !== null && { reason }),
  });
}

/**
 * `Retry-After` in seconds or as a date; else the end of the window by `RateLimit`, which the Hugging Face Hub sends
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers): `"resolvers";r=0;t=52`.
 */
function waitOf(headers: Headers): number | null {
  const after = headers.get('Retry-After')?.trim() ?? '';
  if (/^\d{1,9}$/.test(after)) return Number(after);
  const date = Date.parse(after);
  if (!Number.isNaN(date)) return Math.max(0, Math.ceil((date - Date.now()) / 1000));
  const reset = /;\s*r=0\s*;\s*t=(\d{1,9})/.exec(headers.get('RateLimit') ?? '')?.[1];
  return reset === undefined ? null : Number(reset);
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
