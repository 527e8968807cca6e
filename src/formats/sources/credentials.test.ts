/** Tokens over real connections: who gets one, and who never does. */
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeAll, afterAll, describe, expect, it, vi } from 'vitest';
import { toFault } from '../../core/fault.ts';
import { brisk } from '../../testing/brisk.ts';
import { selfSigned } from '../../testing/certificate.ts';
import { serve, withRanges, withStatus, type Answer } from '../../testing/file-server.ts';
import { authorizationFor, enterToken } from './credentials.ts';
import { probeUrl } from './http-probe.ts';
import { httpSource } from './http-source.ts';

const token = 'hf_secret';
const content = Uint8Array.from({ length: 3000 }, (_, i) => i & 255);
const certificate = selfSigned();
const entered: string[] = [];

function enterFor(origin: string): void {
  const { host } = new URL(origin);
  entered.push(host);
  enterToken({ host, token });
}

// Node takes the word of no certificate that it does not know; these are made here.
beforeAll(() => void vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0'));
afterAll(() => void vi.unstubAllEnvs());
afterEach(() => {
  for (const host of entered.splice(0)) enterToken({ host, token: '' });
});

/** Remembers who said what; refuses those without the token if it is `gated`. */
function listening(answer: Answer, { isGated = false } = {}) {
  const heard: (string | undefined)[] = [];
  const listen: Answer = (request: IncomingMessage, response) => {
    const { authorization } = request.headers;
    heard.push(authorization);
    const isLetIn = !isGated || authorization === `Bearer ${token}`;
    (isLetIn ? answer : withStatus(401, { 'X-Error-Code': 'GatedRepo' }))(request, response);
  };
  return { heard, listen };
}

describe('a token', () => {
  it('opens what is gated, on the host that it was entered for', async () => {
    const { listen } = listening(withRanges(content), { isGated: true });
    await using server = await serve({ '/a.bin': listen }, certificate);
    const url = `${server.origin}/a.bin`;
    await expect(probeUrl(url, { patience: brisk })).rejects.toMatchObject({
      code: 'http-status',
      facts: { status: 401, reason: 'GatedRepo' },
    });
    enterFor(server.origin);
    const { recipe } = await probeUrl(url, { patience: brisk });
    expect(await httpSource(recipe, brisk).read(10, 20)).toEqual(content.slice(10, 20));
    expect(JSON.stringify(recipe)).not.toContain(token);
    enterToken({ host: new URL(url).host, token: '' });
    await expect(probeUrl(url, { patience: brisk })).rejects.toMatchObject({ facts: { status: 401 } });
  });

  it('stays behind where the host redirects to another, and comes along within it', async () => {
    const store = listening(withRanges(content), {});
    await using other = await serve({ '/store': store.listen }, certificate);
    const own = listening(withRanges(content), { isGated: true });
    const hub = listening(withStatus(302, { Location: `${other.origin}/store?signature=s` }), {
      isGated: true,
    });
    await using server = await serve(
      { '/away': hub.listen, '/here': withStatus(307, { Location: '/own' }), '/own': own.listen },
      certificate,
    );
    enterFor(server.origin);
    for (const path of ['/away', '/here']) {
      const { recipe } = await probeUrl(server.origin + path, { patience: brisk });
      const source = httpSource(recipe, brisk);
      expect(await source.read(0, 9)).toEqual(content.slice(0, 9));
      expect(await source.read(1, 9)).toEqual(content.slice(1, 9));
    }
    expect(store.heard.length).toBeGreaterThan(2);
    expect(new Set(store.heard)).toEqual(new Set([undefined]));
    expect(new Set([...hub.heard, ...own.heard])).toEqual(new Set([`Bearer ${token}`]));
  });

  it('is never sent over an open connection, not even to its own host', async () => {
    const { heard, listen } = listening(withRanges(content));
    await using server = await serve({ '/a.bin': listen });
    enterFor(server.origin);
    await probeUrl(`${server.origin}/a.bin`, { patience: brisk });
    expect(heard).toEqual([undefined]);
  });

  it('is for the one host and port alone', () => {
    enterFor('https://hub.example');
    expect(authorizationFor('https://hub.example/a')).toBe(`Bearer ${token}`);
    for (const other of [
      'http://hub.example/a',
      'https://hub.example:8443/a',
      'https://a.hub.example/a',
      'https://hub.example.org/a',
      'https://example.org/hub.example',
    ]) {
      expect(authorizationFor(other), other).toBeNull();
    }
  });

  it('is in no fault', async () => {
    await using server = await serve({ '/a.bin': withStatus(403) }, certificate);
    enterFor(server.origin);
    const error: unknown = await probeUrl(`${server.origin}/a.bin`, { patience: brisk }).catch(
      (e: unknown) => e,
    );
    const { message, facts, stack } = toFault(error);
    expect(`${message} ${JSON.stringify(facts)} ${stack ?? ''}`).not.toContain(token);
  });
});
