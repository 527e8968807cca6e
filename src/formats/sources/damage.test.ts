/** Sources whose bytes change, vanish or do not unpack while they are read. */
import { appendFileSync, mkdtempSync, openAsBlob, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { pathSource } from '../../cli/path-source.ts';
import { Fault } from '../../core/fault.ts';
import { seededRandom } from '../../core/random.ts';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import { blobSource } from './blob-source.ts';
import { bytesSource } from './bytes-source.ts';
import { inflatedSource } from './inflated-source.ts';
import { sourceOf } from './source-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'moe-scope-damage-'));
const path = join(folder, 'a.bin');
const changed = new Fault('file-changed', { file: 'a.bin' });

beforeEach(() => writeFileSync(path, new Uint8Array(200_000)));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file that changes on disk', () => {
  it('is told from what it was, as a File of the browser', async () => {
    const source = blobSource('a.bin', await openAsBlob(path));
    appendFileSync(path, 'more');
    await expect(source.read(0, 10)).rejects.toEqual(changed);
    await expect(source.stream(0, 10).read(new ArrayBuffer(10), 0, 10)).rejects.toEqual(changed);
  });

  it('is told from what it was, by path', async () => {
    const source = pathSource(path);
    appendFileSync(path, 'more');
    await expect(source.read(0, 10)).rejects.toEqual(changed);
  });

  it('is told when it shrinks in the middle of a stream', async () => {
    const stream = pathSource(path).stream(0, 200_000);
    const { buffer } = await stream.read(new ArrayBuffer(100_000), 0, 100_000);
    writeFileSync(path, 'short');
    await expect(stream.read(buffer, 0, 100_000)).rejects.toEqual(changed);
  });
});

describe('a file that is not there', () => {
  it('is said to be gone, missing, or no file', async () => {
    const source = pathSource(path);
    unlinkSync(path);
    const missing = new Fault('file-unreadable', { file: 'a.bin', detail: 'there is no such file' });
    await expect(source.read(0, 10)).rejects.toEqual(missing);
    expect(() => pathSource(path)).toThrow(missing);
    expect(() => pathSource(folder)).toThrow('it is not a file');
  });

  it('has no path in a page', () => {
    expect(() => sourceOf({ kind: 'path', path: '/etc/hosts' })).toThrow(Fault);
  });
});

describe('deflated bytes', () => {
  const plain = new Uint8Array(100_000).fill(3);
  const packed = deflateRawSync(plain);

  function read(bytes: Uint8Array, size: number): Promise<Uint8Array> {
    const run = { name: 'w.npy', startByte: 0, endByte: bytes.length, size };
    return inflatedSource(bytesSource('m.npz', bytes), run).read(0, size);
  }

  function damaged(detail: string): Fault {
    return new Fault('malformed', { file: 'w.npy', format: 'ZIP', detail });
  }

  it('unpack to what they announce, and no byte more', async () => {
    expect(await read(packed, plain.length)).toEqual(plain);
    await expect(read(packed, 99_999)).rejects.toEqual(
      damaged('it unpacks to more than the 99999 bytes it announces'),
    );
  });

  it('are refused where they end early or are damaged', async () => {
    await expect(read(packed, 100_001)).rejects.toThrow(Fault);
    await expect(read(packed.subarray(0, packed.length - 3), 100_000)).rejects.toThrow(Fault);
    await expect(read(new Uint8Array(1000).fill(255), 100_000)).rejects.toEqual(
      damaged('its compressed bytes are damaged'),
    );
  });

  it('pass on what happened to the file around them', async () => {
    writeFileSync(path, packed);
    const outer = pathSource(path);
    appendFileSync(path, 'more');
    const run = { name: 'w.npy', startByte: 0, endByte: packed.length, size: plain.length };
    await expect(inflatedSource(outer, run).read(0, 10)).rejects.toEqual(changed);
  });

  it('are read no further than asked', async () => {
    const random = seededRandom(1);
    const long = deflateRawSync(Uint8Array.from({ length: 1_000_000 }, () => random.below(256)));
    const count = noReads();
    const outer = countingSource(bytesSource('m.npz', long), count);
    const run = { name: 'w.npy', startByte: 0, endByte: long.length, size: 1_000_000 };
    await inflatedSource(outer, run).read(0, 1000);
    expect(count.bytes).toBeLessThan(long.length / 4);
  });
});
