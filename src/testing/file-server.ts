/** A real HTTP server for tests, on a free local port, whose answers each test decides. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificate.ts';

export interface FileServer extends AsyncDisposable {
  readonly origin: string;
  /** "GET /path bytes=0-9" of each request so far. */
  readonly requests: readonly string[];
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers by path, without the query; 404 for all others. With a certificate, over https alone. */
export async function serve(
  answers: Readonly<Record<string, Answer>>,
  certificate?: Certificate,
): Promise<FileServer> {
  const requests: string[] = [];
  const listener: RequestListener = (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    requests.push([request.method, request.url, request.headers.range].join(' ').trim());
    const answer = answers[decodeURIComponent(path)] ?? withStatus(404);
    answer(request, response);
  };
  const server = certificate ? createSecureServer(certificate, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: certificate ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An honest server of one file. */
export function withRanges(bytes: Uint8Array, headers: Readonly<Record<string, string>> = {}): Answer {
  return (request, response) => {
    const range = rangeOf(request, bytes.length);
    if (range === null) return void response.writeHead(200, headers).end(bytes);
    if (range.start >= bytes.length) {
      return void response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end();
    }
    const part = bytes.subarray(range.start, range.end);
    response
      .writeHead(206, {
        'Content-Range': `bytes ${range.start}-${range.end - 1}/${bytes.length}`,
        'Content-Length': part.length,
        ...headers,
      })
      .end(part);
  };
}

export function withStatus(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_request, response) => void response.writeHead(status, headers).end('no');
}

/** One answer after the other; the last for all that follow. */
export function inTurns(...answers: readonly Answer[]): Answer {
  let asked = 0;
  return (request, response) => answers[Math.min(asked++, answers.length - 1)]!(request, response);
}

/** The asked range, cut at the file's end; null if none was asked for. */
export function rangeOf(request: IncomingMessage, size: number): { start: number; end: number } | null {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (first === undefined) return null;
  return { start: Number(first), end: last ? Math.min(Number(last) + 1, size) : size };
}
