/** Servers as they are: without ranges, with other lengths than announced, refusing, redirecting, hanging up. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Fault, isAbort, isTransient, type FaultCode, type FaultFacts } from '../../core/fault.ts';
import { rangeOf, serve, withRanges, withStatus, type Answer } from '../../testing/file-server.ts';
import { fetchSmallFile, httpSource, probeUrl, type UrlRecipe } from './http-source.ts';

const content = Uint8Array.from({ length: 5000 }, (_, i) => i & 255);

function fault<C extends FaultCode>(code: C, facts: FaultFacts[C]): Fault<C> {
  return new Fault(code, facts);
}

function recipeOf(url: string, etag: string | null = null): UrlRecipe {
  return { kind: 'url', url, name: 'a.bin', size: content.length, etag };
}

/** The first answer is honest, later ones are not. */
function honestOnce(then: Answer): Answer {
  let asked = 0;
  return (request, response) => (asked++ === 0 ? withRanges(content) : then)(request, response);
}

/** Answers ranges without saying how long the answer is. */
function withBody(bodyOf: (part: Uint8Array) => Uint8Array): Answer {
  return (request, response) => {
    const { start, end } = rangeOf(request, content.length)!;
    response.writeHead(206, { 'Content-Range': `bytes ${start}-${end - 1}/${content.length}` });
    response.write(bodyOf(content.subarray(start, end)));
    response.end();
  };
}

describe('probing an address', () => {
  it('learns size, name and tag with one request, and keeps the first bytes', async () => {
    await using server = await serve({ '/models/a b.bin': withRanges(content, { ETag: '"x"' }) });
    const url = `${server.origin}/models/a%20b.bin?token=1`;
    const { recipe, head } = await probeUrl(` ${url}#fragment `);
    expect(recipe).toEqual({ kind: 'url', url, name: 'a b.bin', size: 5000, etag: '"x"' });
    expect(head).toEqual(content.slice(0, 1024));
    expect(server.requests).toEqual(['GET /models/a%20b.bin?token=1 bytes=0-1023']);
  });

  it.each([
    ['answers 416', withRanges(new Uint8Array(0))],
    [
      'sends its nothing',
      (_: unknown, response: ServerResponse) => void response.writeHead(200, { 'Content-Length': 0 }).end(),
    ],
  ] as [string, Answer][])('finds an empty file where the server %s', async (_how, answer) => {
    await using server = await serve({ '/a.bin': answer });
    const { recipe, head } = await probeUrl(`${server.origin}/a.bin`);
    expect([recipe.size, head.length]).toEqual([0, 0]);
  });

  it('asks once more where Content-Range is not shown', async () => {
    const hidden: Answer = (request, response) => {
      const { start, end } = rangeOf(request, content.length)!;
      response.writeHead(206, { 'Content-Length': end - start }).end(content.subarray(start, end));
    };
    await using server = await serve({ '/a.bin': hidden });
    const { recipe } = await probeUrl(`${server.origin}/a.bin`);
    expect(recipe.size).toBe(5000);
    expect(await httpSource(recipe).read(4990, 5000)).toEqual(content.slice(4990));
  });

  it('follows redirects, for every range', async () => {
    await using server = await serve({
      '/a.bin': withStatus(302, { Location: '/elsewhere' }),
      '/elsewhere': withRanges(content),
    });
    const { recipe } = await probeUrl(`${server.origin}/a.bin`);
    expect([recipe.name, recipe.size]).toEqual(['a.bin', 5000]);
    expect(await httpSource(recipe).read(10, 12)).toEqual(content.slice(10, 12));
  });

  it.each([401, 403, 404, 429, 500])('says that the server answered %i', async (status) => {
    await using server = await serve({ '/a.bin': withStatus(status) });
    const url = `${server.origin}/a.bin`;
    const error: unknown = await probeUrl(url).catch((reason: unknown) => reason);
    expect(error).toEqual(fault('http-status', { url, status }));
    expect(isTransient(error)).toBe(status === 429 || status === 500);
  });

  it('refuses a server without ranges, and stops its sending', async () => {
    let isStopped: Promise<void> | undefined;
    const endless: Answer = (_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(new Uint8Array(65_536)), 1);
      isStopped = new Promise((resolve) => {
        response.on('close', () => {
          clearInterval(timer);
          resolve();
        });
      });
    };
    await using server = await serve({ '/a.bin': endless });
    const url = `${server.origin}/a.bin`;
    await expect(probeUrl(url)).rejects.toEqual(fault('no-range-support', { url }));
    await isStopped;
  });

  it.each([
    '',
    'model.safetensors',
    'ftp://example.org/a',
    'file:///a',
    'http://',
    'https://me:secret@example.org/a',
  ])('refuses “%s” as an address', async (text) => {
    await expect(probeUrl(text)).rejects.toEqual(fault('bad-address', { text }));
  });

  it('says that nobody answers', async () => {
    const server = await serve({});
    const url = `${server.origin}/a.bin`;
    await server[Symbol.asyncDispose]();
    await expect(probeUrl(url)).rejects.toEqual(fault('network-unreachable', { url }));
  });
});

describe('reading a range', () => {
  it.each([
    ['shorter than asked', (part: Uint8Array) => part.subarray(1), 99],
    ['longer than asked', (part: Uint8Array) => Buffer.concat([part, part]), 101],
  ] as const)('refuses a body %s', async (_how, bodyOf, actualBytes) => {
    await using server = await serve({ '/a.bin': withBody(bodyOf) });
    const url = `${server.origin}/a.bin`;
    const changed = fault('length-changed', { url, expectedBytes: 100, actualBytes });
    await expect(httpSource(recipeOf(url)).read(0, 100)).rejects.toEqual(changed);
  });

  it('refuses another range, total or announced length than asked', async () => {
    const shifted: Answer = (_request, response) =>
      void response.writeHead(206, { 'Content-Range': 'bytes 1-9/5000' }).end(content.subarray(1, 10));
    const otherLength: Answer = (_request, response) =>
      void response.writeHead(206, { 'Content-Length': 4 }).end('four');
    await using server = await serve({
      '/shifted': shifted,
      '/total': withRanges(content.subarray(0, 4000)),
      '/length': otherLength,
    });
    const readFrom = (path: string) => httpSource(recipeOf(server.origin + path)).read(0, 10);
    const changed = (path: string, expectedBytes: number, actualBytes: number) =>
      fault('length-changed', { url: server.origin + path, expectedBytes, actualBytes });
    await expect(readFrom('/shifted')).rejects.toEqual(changed('/shifted', 10, 9));
    await expect(readFrom('/total')).rejects.toEqual(changed('/total', 5000, 4000));
    await expect(readFrom('/length')).rejects.toEqual(changed('/length', 10, 4));
  });

  it('tells a file that changed by its tag, or by its end', async () => {
    await using server = await serve({
      '/a.bin': withRanges(content, { ETag: '"2"' }),
      '/short': withRanges(content.subarray(0, 100)),
    });
    const url = `${server.origin}/a.bin`;
    const changed = fault('file-changed', { file: 'a.bin' });
    await expect(httpSource(recipeOf(url, '"1"')).read(0, 10)).rejects.toEqual(changed);
    await expect(httpSource(recipeOf(`${server.origin}/short`)).read(200, 300)).rejects.toEqual(changed);
    expect(await httpSource(recipeOf(url, 'W/"2"')).read(0, 1)).toEqual(content.slice(0, 1));
  });

  it('says that the connection was lost', async () => {
    const hangsUp: Answer = (_request, response) => {
      response.writeHead(206, { 'Content-Length': 4000 });
      response.write(content.subarray(0, 1000), () => response.destroy());
    };
    await using server = await serve({ '/a.bin': honestOnce(hangsUp) });
    const url = `${server.origin}/a.bin`;
    const source = httpSource((await probeUrl(url)).recipe);
    await expect(source.read(0, 4000)).rejects.toEqual(fault('network-unreachable', { url }));
  });

  it('takes back a server that knew ranges and does no more', async () => {
    await using server = await serve({
      '/a.bin': honestOnce((_request, response) => void response.writeHead(200).end(content)),
    });
    const url = `${server.origin}/a.bin`;
    const source = httpSource((await probeUrl(url)).recipe);
    await expect(source.read(0, 10)).rejects.toEqual(fault('no-range-support', { url }));
  });

  it.each(['before', 'after'])('lets the connection go when aborted %s the answer begins', async (when) => {
    const stop = new AbortController();
    let isLetGo: Promise<void> | undefined;
    const slow: Answer = (_request, response) => {
      isLetGo = new Promise((resolve) => response.on('close', resolve));
      if (when === 'after') {
        response.writeHead(206, { 'Content-Length': 4000 });
        response.write(content.subarray(0, 1000));
      }
      setImmediate(() => stop.abort());
    };
    await using server = await serve({ '/a.bin': slow });
    const source = httpSource(recipeOf(`${server.origin}/a.bin`));
    await expect(source.read(0, 4000, { signal: stop.signal })).rejects.toSatisfy(isAbort);
    await isLetGo;
  });
});

describe('fetching a small file', () => {
  it('needs no ranges, and stops at its ceiling', async () => {
    await using server = await serve({ '/config.json': (_request, response) => void response.end(content) });
    const url = `${server.origin}/config.json`;
    expect(await fetchSmallFile(url, { maxBytes: 5000 })).toEqual(content);
    await expect(fetchSmallFile(url, { maxBytes: 4999 })).rejects.toMatchObject({ code: 'over-limit' });
    const missing = `${server.origin}/other`;
    await expect(fetchSmallFile(missing, { maxBytes: 1 })).rejects.toEqual(
      fault('http-status', { url: missing, status: 404 }),
    );
  });
});
