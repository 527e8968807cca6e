import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePreparedIndex, prepared } from '../../src/training/datasets/prepared.ts';
import { sources } from './sources.mjs';
import { ensurePrepared, isPrepared, writeIndex, type Source } from './store.mjs';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'moe-scope-test-'))));
afterEach(() => rmSync(folder, { recursive: true }));

let prepareCount = 0;

function source(change: Partial<Source> = {}): Source {
  return {
    id: 'mnist',
    name: 'Tiny',
    downloadBytes: 0,
    recipe: '1',
    async *prepare() {
      prepareCount++;
      yield { name: 'a.bin', bytes: await Promise.resolve(Buffer.from('12345')) };
    },
    ...change,
  };
}

describe('a prepared dataset', () => {
  it('is made once', async () => {
    prepareCount = 0;
    expect(await ensurePrepared(source(), { folder })).toBe(true);
    expect(await ensurePrepared(source(), { folder })).toBe(false);
    expect(prepareCount).toBe(1);
    expect(readFileSync(join(folder, 'mnist', 'a.bin'), 'utf8')).toBe('12345');
  });

  it('is made again when it would come out otherwise, or was cut', async () => {
    await ensurePrepared(source(), { folder });
    expect(await isPrepared(source({ recipe: '2' }), folder)).toBe(false);
    truncateSync(join(folder, 'mnist', 'a.bin'), 3);
    expect(await ensurePrepared(source(), { folder })).toBe(true);
    expect(await isPrepared(source(), folder)).toBe(true);
  });

  it('that fails leaves what was there', async () => {
    await ensurePrepared(source(), { folder });
    const failing = source({
      recipe: '2',
      async *prepare() {
        yield { name: 'a.bin', bytes: await Promise.resolve(Buffer.from('x')) };
        throw new Error('no more');
      },
    });
    await expect(ensurePrepared(failing, { folder })).rejects.toThrow('no more');
    expect(await isPrepared(source(), folder)).toBe(true);
  });

  it('is in the index, which the page reads', async () => {
    await ensurePrepared(source(), { folder });
    await ensurePrepared(source({ id: 'imdb' }), { folder });
    await writeIndex(folder);
    const text = readFileSync(join(folder, 'index.json'), 'utf8');
    expect(parsePreparedIndex(text)).toEqual(['mnist', 'imdb']);
    expect(JSON.parse(text)).toMatchObject({
      datasets: [
        { id: 'imdb', bytes: 5 },
        { id: 'mnist', bytes: 5 },
      ],
    });
    expect(existsSync(join(folder, '.mnist.draft'))).toBe(false);
  });
});

describe('the list of sources', () => {
  it('is the one that the page knows', () => {
    expect(sources.map(({ id }) => id)).toEqual(Object.keys(prepared));
    for (const { id, name, downloadBytes } of sources) {
      const known = prepared[id as keyof typeof prepared];
      expect(known.name).toBe(name);
      if (downloadBytes > 0) expect(known.downloadBytes).toBe(downloadBytes);
    }
  });
});
