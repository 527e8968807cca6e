/** Servers as they are: with other lengths than announced, busy, silent, changing, hanging up. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Fault, isAbort, type FaultCode, type FaultFacts } from '../../core/fault.ts';
import { brisk, restless } from '../../testing/brisk.ts';
import { inTurns, rangeOf, serve, withRanges, withStatus, type Answer } from '../../testing/file-server.ts';
import { probeUrl } from './http-probe.ts';
import { httpSource, type UrlRecipe } from './http-source.ts';

const content = Uint8Array.from({ length: 5000 }, (_, i) => i & 255);

function fault<C extends FaultCode>(code: C, facts: FaultFacts[C]): Fault<C> {
  return new Fault(code, facts);
}

function recipeOf(url: string, etag: string | null = null): UrlRecipe {
  return { kind: 'url', url, name: 'a.bin', size: content.length, etag };
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

/** Sends at most 1500 bytes of what it announces, and then `leave`s. */
function cutShort(
  headersOf: (length: number) => Record<string, number>,
  leave: (response: ServerResponse) => void,
): Answer {
  return (request, response) => {
    const { start, end } = rangeOf(request, content.length)!;
    response.writeHead(206, {
      'Content-Range': `bytes ${start}-${end - 1}/${content.length}`,
      ...headersOf(end - start),
    });
    response.write(content.subarray(start, Math.min(end, start + 1500)), () => leave(response));
  };
}

const announced = (length: number) => ({ 'Content-Length': length });
const drops = cutShort(announced, (response) => {
  // a moment later, so that what was sent arrives
  setTimeout(() => response.destroy(), 20);
});
const endsEarly = cutShort(
  () => ({}),
  (response) => void response.end(),
);
const fallsSilent = cutShort(announced, () => undefined);

describe('reading a range', () => {
  it.each([
    ['shorter than asked', (part: Uint8Array) => part.subarray(1), 99],
    ['longer than asked', (part: Uint8Array) => Buffer.concat([part, part]), 101],
  ] as const)('refuses a body %s', async (_how, bodyOf, actualBytes) => {
    await using server = await serve({ '/a.bin': withBody(bodyOf) });
    const url = `${server.origin}/a.bin`;
    const changed = fault('length-changed', { url, expectedBytes: 100, actualBytes });
    await expect(httpSource(recipeOf(url), brisk).read(0, 100)).rejects.toEqual(changed);
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
    const readFrom = (path: string) => httpSource(recipeOf(server.origin + path), brisk).read(0, 10);
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

  it('takes back a server that knew ranges and does no more', async () => {
    await using server = await serve({
      '/a.bin': inTurns(
        withRanges(content),
        (_request, response) => void response.writeHead(200).end(content),
      ),
    });
    const url = `${server.origin}/a.bin`;
    const source = httpSource((await probeUrl(url)).recipe, brisk);
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

  it('tells a file that changed by its date where no tag is shown', async () => {
    const [before, after] = ['Mon, 01 Jun 2026 10:00:00 GMT', 'Tue, 02 Jun 2026 10:00:00 GMT'];
    await using server = await serve({
      '/a.bin': inTurns(
        withRanges(content, { 'Last-Modified': before }),
        withRanges(content, { 'Last-Modified': before }),
        withRanges(content, { 'Last-Modified': after }),
      ),
    });
    const source = httpSource((await probeUrl(`${server.origin}/a.bin`)).recipe, brisk);
    expect(await source.read(0, 2)).toEqual(content.slice(0, 2));
    await expect(source.read(0, 2)).rejects.toEqual(fault('file-changed', { file: 'a.bin' }));
  });

  it('never has more than six requests waiting for one server', async () => {
    let [waiting, most] = [0, 0];
    const slow: Answer = (request, response) => {
      most = Math.max(most, ++waiting);
      setImmediate(() => {
        waiting--;
        withRanges(content)(request, response);
      });
    };
    await using server = await serve({ '/a.bin': slow });
    const source = httpSource(recipeOf(`${server.origin}/a.bin`), brisk);
    const reads = Array.from({ length: 50 }, (_, i) => source.read(i, i + 1));
    expect(Buffer.concat(await Promise.all(reads))).toEqual(Buffer.from(content.slice(0, 50)));
    expect(most).toBeLessThanOrEqual(6);
    expect(most).toBeGreaterThan(1);
  });
});

describe('reading on where it broke off', () => {
  it.each([
    ['drops the connection', drops, brisk],
    ['ends its answer early', endsEarly, brisk],
    ['falls silent', fallsSilent, restless],
  ] as const)('a server that %s is asked for the rest alone', async (_how, answer, patience) => {
    await using server = await serve({ '/a.bin': answer });
    const source = httpSource(recipeOf(`${server.origin}/a.bin`), patience);
    expect(await source.read(0, 5000)).toEqual(content);
    const starts = server.requests.map((line) => Number(/bytes=(\d+)-4999$/.exec(line)?.[1]));
    expect(starts[0]).toBe(0);
    expect(starts.every((start, i) => i === 0 || start > starts[i - 1]!)).toBe(true);
    expect(starts.length).toBeGreaterThan(2);
  });

  it('a stream keeps what has come in the buffers of its reader', async () => {
    await using server = await serve({ '/a.bin': drops });
    const stream = httpSource(recipeOf(`${server.origin}/a.bin`), brisk).stream(100, 4100);
    const got = new Uint8Array(4000);
    for (let at = 0; at < got.length;) {
      const { buffer, length } = await stream.read(new ArrayBuffer(1500), 0, 1500);
      got.set(new Uint8Array(buffer, 0, length), at);
      at += length;
    }
    expect(got).toEqual(content.slice(100, 4100));
    expect((await stream.read(new ArrayBuffer(1), 0, 1)).length).toBe(0);
  });

  it('busy answers in between are waited out, and bytes in between make patience new', async () => {
    const busy = withStatus(503);
    const turns = Array.from({ length: 5 }, () => [busy, busy, drops]).flat();
    await using server = await serve({ '/a.bin': inTurns(...turns, withRanges(content)) });
    const source = httpSource(recipeOf(`${server.origin}/a.bin`), brisk);
    expect(await source.read(0, 5000)).toEqual(content);
  });

  it.each([
    ['falls silent for good', () => undefined, 'stalled'],
    ['hangs up every time', (_request, response) => void response.destroy(), 'network-unreachable'],
    ['stays busy', withStatus(503), 'http-status'],
  ] as [string, Answer, FaultCode][])('a server that %s is given up', async (_how, answer, code) => {
    await using server = await serve({ '/a.bin': answer });
    const source = httpSource(recipeOf(`${server.origin}/a.bin`), restless);
    await expect(source.read(0, 5000)).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(1 + restless.pausesMs.length);
  });

  it('a file that changed meanwhile is not patched together', async () => {
    const etag = (tag: string) => withRanges(content, { ETag: tag });
    await using server = await serve({ '/a.bin': inTurns(drops, etag('"2"')) });
    const source = httpSource(recipeOf(`${server.origin}/a.bin`, '"1"'), brisk);
    await expect(source.read(0, 5000)).rejects.toEqual(fault('file-changed', { file: 'a.bin' }));
  });

  it('is not waited for once aborted', async () => {
    const stop = new AbortController();
    await using server = await serve({
      '/a.bin': (request, response) => {
        withStatus(503, { 'Retry-After': '2' })(request, response);
        setImmediate(() => stop.abort());
      },
    });
    const source = httpSource(recipeOf(`${server.origin}/a.bin`), brisk);
    await expect(source.read(0, 10, { signal: stop.signal })).rejects.toSatisfy(isAbort);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a signed address behind a redirect', () => {
  it('is asked directly while it holds, and asked for anew when it has expired', async () => {
    let signature = 0;
    const sign: Answer = (_request, response) =>
      void response.writeHead(302, { Location: `/store?signature=${++signature}` }).end();
    const store: Answer = (request, response) => {
      const isValid = request.url === `/store?signature=${signature}`;
      (isValid ? withRanges(content) : withStatus(403))(request, response);
    };
    await using server = await serve({ '/a.bin': sign, '/store': store });
    const source = httpSource(recipeOf(`${server.origin}/a.bin`), brisk);
    const readAt = async (at: number) =>
      expect(await source.read(at, at + 1)).toEqual(content.slice(at, at + 1));
    await readAt(0);
    await readAt(1);
    signature++;
    await readAt(2);
    await readAt(3);
    expect(server.requests.map((line) => line.replace(/^GET | bytes.*$/g, ''))).toEqual([
      '/a.bin',
      '/store?signature=1',
      '/store?signature=1',
      '/store?signature=1',
      '/a.bin',
      '/store?signature=3',
      '/store?signature=3',
    ]);
  });

  it('is never named: what goes wrong there is told of the address that was asked', async () => {
    await using server = await serve({
      '/a.bin': withStatus(302, { Location: '/store?signature=secret' }),
      '/store': inTurns(withRanges(content), withStatus(404), withStatus(404)),
    });
    const url = `${server.origin}/a.bin`;
    const source = httpSource(recipeOf(url), brisk);
    await source.read(0, 1);
    await expect(source.read(0, 1)).rejects.toEqual(fault('http-status', { url, status: 404 }));
  });
});
