import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressFrom, servePage } from './serve.mjs';
import { parseRange } from './static-server.mjs';

const parent = mkdtempSync(join(tmpdir(), 'moe-scope-test-'));
const folder = join(parent, 'dist');
let host: Awaited<ReturnType<typeof servePage>>;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(parent, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'empty.json'), '');
  writeFileSync(join(folder, 'model.safetensors'), '0123456789');
  writeFileSync(join(folder, 'assets', 'a-1x2.wasm'), 'wasm');
  host = await servePage({ folder, base: '/some/where/', port: 0 });
});
afterAll(async () => {
  await host.close();
  rmSync(parent, { recursive: true });
});

function ask(path: string, options: RequestInit = {}): Promise<Response> {
  return fetch(new URL(path, host.url), options);
}

describe('the page server', () => {
  it('answers a folder with its index, isolated and never stale', async () => {
    const response = await ask('');
    expect(await response.text()).toBe('<!doctype html>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  it('lets files with a hash in their name be cached for good', async () => {
    const { headers } = await ask('assets/a-1x2.wasm', { method: 'HEAD' });
    expect(headers.get('content-type')).toBe('application/wasm');
    expect(headers.get('content-length')).toBe('4');
    expect(headers.get('cache-control')).toContain('immutable');
  });

  it('sends nothing again that has not changed', async () => {
    const { headers } = await ask('model.safetensors');
    expect(headers.get('content-type')).toBe('application/octet-stream');
    const again = await ask('model.safetensors', { headers: { 'If-None-Match': headers.get('etag') ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
    ['bytes=8-', 206, '89', 'bytes 8-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=5-500', 206, '56789', 'bytes 5-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=1-2,4-5', 200, '0123456789', null],
  ])('answers the range %s', async (range, status, text, contentRange) => {
    const response = await ask('model.safetensors', { headers: { Range: range } });
    expect([response.status, await response.text()]).toEqual([status, text]);
    expect(response.headers.get('content-range')).toBe(contentRange);
  });

  it('ignores the range of a file that has changed since', async () => {
    const response = await ask('model.safetensors', {
      headers: { Range: 'bytes=0-1', 'If-Range': '"older"' },
    });
    expect([response.status, await response.text()]).toEqual([200, '0123456789']);
  });

  it('has an answer for an empty file', async () => {
    const response = await ask('empty.json');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it.each(['/some/where/absent.js', '/', '/some/where/assets', '/some/where/%zz', '/some/where/a%00b'])(
    'has nothing at %s',
    async (path) => {
      expect(await rawStatus(path)).toBe(404);
    },
  );

  it.each(['/some/where/../../secret.txt', '/some/where/%2e%2e/secret.txt', '/some/where/..%2fsecret.txt'])(
    'does not leave its folder for %s',
    async (path) => {
      expect(await rawStatus(path)).toBe(404);
    },
  );

  it('only reads', async () => {
    expect((await ask('', { method: 'POST' })).status).toBe(405);
  });
});

/** Unlike fetch, sends a path as it is. */
function rawStatus(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(host.url);
  return new Promise((resolve, reject) => {
    get({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}

describe('the address', () => {
  it('is the next free one when nobody chose', async () => {
    const [first, second] = [await servePage({ folder }), await servePage({ folder })];
    await Promise.all([first.close(), second.close()]);
    expect(Number(new URL(second.url).port)).toBeGreaterThan(Number(new URL(first.url).port));
  });

  it('is the chosen one or none', async () => {
    const port = Number(new URL(host.url).port);
    await expect(servePage({ folder, port })).rejects.toThrow(`Port ${port} on localhost is taken`);
  });

  it('is read from the environment', () => {
    expect(addressFrom({})).toEqual({ host: 'localhost', port: undefined });
    expect(addressFrom({ HOST: '0.0.0.0', PORT: '8080' })).toEqual({ host: '0.0.0.0', port: 8080 });
    expect(() => addressFrom({ PORT: '80a' })).toThrow('PORT must be a number');
    expect(() => addressFrom({ PORT: '65536' })).toThrow('PORT must be a number');
  });
});

describe('parseRange', () => {
  it.each([
    [undefined, null],
    ['bytes=-', null],
    ['bytes=4-2', null],
    ['items=0-1', null],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=-20', { start: 0, end: 10 }],
  ])('%s of 10 bytes', (header, range) => {
    expect(parseRange(header, 10)).toEqual(range);
  });

  it('finds nothing in an empty file', () => {
    expect(parseRange('bytes=0-0', 0)).toBe('unsatisfiable');
    expect(parseRange('bytes=-1', 0)).toBe('unsatisfiable');
  });
});
