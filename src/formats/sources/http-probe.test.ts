/** Servers at first sight: without ranges, refusing, redirecting, silent. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Fault, isTransient, type FaultCode, type FaultFacts } from '../../core/fault.ts';
import { brisk, restless } from '../../testing/brisk.ts';
import { inTurns, rangeOf, serve, withRanges, withStatus, type Answer } from '../../testing/file-server.ts';
import { fetchSmallFile, probeUrl } from './http-probe.ts';
import { httpSource } from './http-source.ts';

const content = Uint8Array.from({ length: 5000 }, (_, i) => i & 255);

function fault<C extends FaultCode>(code: C, facts: FaultFacts[C]): Fault<C> {
  return new Fault(code, facts);
}

const probe = (address: string) => probeUrl(address, { patience: brisk });

describe('probing an address', () => {
  it('learns size, name and tag with one request, and keeps the first bytes', async () => {
    await using server = await serve({ '/models/a b.bin': withRanges(content, { ETag: '"x"' }) });
    const url = `${server.origin}/models/a%20b.bin?token=1`;
    const { recipe, head } = await probe(` ${url}#fragment `);
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
    const { recipe, head } = await probe(`${server.origin}/a.bin`);
    expect([recipe.size, head.length]).toEqual([0, 0]);
  });

  it('asks once more where Content-Range is not shown', async () => {
    const hidden: Answer = (request, response) => {
      const { start, end } = rangeOf(request, content.length)!;
      response.writeHead(206, { 'Content-Length': end - start }).end(content.subarray(start, end));
    };
    await using server = await serve({ '/a.bin': hidden });
    const { recipe } = await probe(`${server.origin}/a.bin`);
    expect(recipe.size).toBe(5000);
    expect(await httpSource(recipe).read(4990, 5000)).toEqual(content.slice(4990));
  });

  it('follows redirects, for every range', async () => {
    await using server = await serve({
      '/a.bin': withStatus(302, { Location: '/elsewhere' }),
      '/elsewhere': withRanges(content),
    });
    const { recipe } = await probe(`${server.origin}/a.bin`);
    expect([recipe.name, recipe.size]).toEqual(['a.bin', 5000]);
    expect(await httpSource(recipe).read(10, 12)).toEqual(content.slice(10, 12));
  });

  it.each([401, 403, 404, 429, 500])('says that the server answered %i', async (status) => {
    await using server = await serve({ '/a.bin': withStatus(status) });
    const url = `${server.origin}/a.bin`;
    const error: unknown = await probe(url).catch((reason: unknown) => reason);
    expect(error).toEqual(fault('http-status', { url, status }));
    const isTemporary = status === 429 || status === 500;
    expect(isTransient(error)).toBe(isTemporary);
    // asked again only where it may help
    expect(server.requests).toHaveLength(isTemporary ? 1 + brisk.pausesMs.length : 1);
  });

  it('says why a hub refuses, and when to come back', async () => {
    await using server = await serve({
      '/gated': withStatus(401, { 'X-Error-Code': 'GatedRepo' }),
      '/busy': withStatus(429, { 'Retry-After': '300' }),
      '/window': withStatus(429, { RateLimit: '"resolvers";r=0;t=299' }),
    });
    const at = (path: string) => server.origin + path;
    const gated = { url: at('/gated'), status: 401, reason: 'GatedRepo' };
    await expect(probe(at('/gated'))).rejects.toEqual(fault('http-status', gated));
    for (const [path, waitSeconds] of [
      ['/busy', 300],
      ['/window', 299],
    ] as const) {
      const facts = { url: at(path), status: 429, waitSeconds };
      await expect(probe(at(path))).rejects.toEqual(fault('http-status', facts));
    }
    // longer than anybody waits: not asked again
    expect(server.requests).toHaveLength(3);
  });

  it.each([429, 500, 503])('asks again after %i, as soon as the server wants', async (status) => {
    await using server = await serve({
      '/a.bin': inTurns(withStatus(status, { 'Retry-After': '0' }), withRanges(content)),
    });
    const { recipe } = await probe(`${server.origin}/a.bin`);
    expect(recipe.size).toBe(5000);
    expect(server.requests).toHaveLength(2);
  });

  it('asks again where the server falls silent, before or in its answer', async () => {
    const silent: Answer = (_request, response) => {
      response.writeHead(206, { 'Content-Range': 'bytes 0-1023/5000' });
      response.write(content.subarray(0, 10));
    };
    await using server = await serve({ '/a.bin': inTurns(() => undefined, silent, withRanges(content)) });
    const { recipe } = await probeUrl(`${server.origin}/a.bin`, { patience: restless });
    expect(recipe.size).toBe(5000);
    const url = `${server.origin}/mute`;
    await using mute = await serve({ '/mute': () => undefined });
    const address = url.replace(server.origin, mute.origin);
    await expect(probeUrl(address, { patience: restless })).rejects.toEqual(
      fault('stalled', { url: address, seconds: 1 }),
    );
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
    await expect(probe(url)).rejects.toEqual(fault('no-range-support', { url }));
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
    await expect(probe(text)).rejects.toEqual(fault('bad-address', { text }));
  });

  it('says that nobody answers', async () => {
    const server = await serve({});
    const url = `${server.origin}/a.bin`;
    await server[Symbol.asyncDispose]();
    await expect(probe(url)).rejects.toEqual(fault('network-unreachable', { url }));
  });
});

describe('fetching a small file', () => {
  it('needs no ranges, and stops at its ceiling', async () => {
    await using server = await serve({ '/config.json': (_request, response) => void response.end(content) });
    const url = `${server.origin}/config.json`;
    expect(await fetchSmallFile(url, { maxBytes: 5000, patience: brisk })).toEqual(content);
    await expect(fetchSmallFile(url, { maxBytes: 4999 })).rejects.toMatchObject({ code: 'over-limit' });
    expect(server.requests).toHaveLength(2);
    const missing = `${server.origin}/other`;
    await expect(fetchSmallFile(missing, { maxBytes: 1 })).rejects.toEqual(
      fault('http-status', { url: missing, status: 404 }),
    );
  });

  it('starts again where the connection breaks', async () => {
    const breaks: Answer = (_request, response) => {
      response.writeHead(200, { 'Content-Length': 5000 });
      response.write(content.subarray(0, 100), () => response.destroy());
    };
    await using server = await serve({
      '/config.json': inTurns(breaks, (_request, response) => void response.end(content)),
    });
    const url = `${server.origin}/config.json`;
    expect(await fetchSmallFile(url, { maxBytes: 5000, patience: brisk })).toEqual(content);
  });
});
