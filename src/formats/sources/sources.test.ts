/** Every kind of source keeps the same contract. */
import fc from 'fast-check';
import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pathSource } from '../../cli/path-source.ts';
import { Fault, isAbort } from '../../core/fault.ts';
import { serve, withRanges, type FileServer } from '../../testing/file-server.ts';
import type { ByteSource, ByteStream } from '../source.ts';
import { blobSource } from './blob-source.ts';
import { bytesSource } from './bytes-source.ts';
import { probeUrl } from './http-probe.ts';
import { httpSource } from './http-source.ts';
import { inflatedSource } from './inflated-source.ts';

const SIZE = 300_001;
const content = Uint8Array.from({ length: SIZE }, (_, i) => (i * 31 + (i >> 8) * 17 + (i >> 16)) & 255);

const folder = mkdtempSync(join(tmpdir(), 'moe-scope-sources-'));
let server: FileServer;

beforeAll(async () => {
  writeFileSync(join(folder, 'file.bin'), content);
  server = await serve({ '/file.bin': withRanges(content, { ETag: '"1"' }) });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function inflated(): ByteSource {
  const packed = deflateRawSync(content);
  const container = new Uint8Array(packed.length + 10);
  container.set(packed, 7);
  const run = { name: 'file.bin', startByte: 7, endByte: 7 + packed.length, size: SIZE };
  return inflatedSource(bytesSource('container', container), run);
}

const kinds: Readonly<Record<string, () => Promise<ByteSource>>> = {
  bytes: () => Promise.resolve(bytesSource('file.bin', content)),
  blob: () => Promise.resolve(blobSource('file.bin', new Blob([content]))),
  'file on disk': async () => blobSource('file.bin', await openAsBlob(join(folder, 'file.bin'))),
  path: () => Promise.resolve(pathSource(join(folder, 'file.bin'))),
  url: async () => httpSource((await probeUrl(`${server.origin}/file.bin`)).recipe),
  inflated: () => Promise.resolve(inflated()),
};

const ranges = fc
  .tuple(fc.nat(SIZE), fc.nat(SIZE))
  .map(([a, b]) => ({ startByte: Math.min(a, b), endByte: Math.max(a, b) }));

describe.each(Object.entries(kinds))('a source of kind %s', (_kind, make) => {
  it('knows its name and size', async () => {
    const source = await make();
    expect([source.name, source.size]).toEqual(['file.bin', SIZE]);
  });

  it('reads any range as an array of its own', async () => {
    const source = await make();
    await fc.assert(
      fc.asyncProperty(ranges, async ({ startByte, endByte }) => {
        const bytes = await source.read(startByte, endByte);
        expect(Buffer.compare(bytes, content.subarray(startByte, endByte))).toBe(0);
        bytes.fill(0);
        expect(content[startByte]).toBe(startByte === SIZE ? undefined : contentAt(startByte));
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  it('streams any range through one buffer, at any offset in it', async () => {
    const source = await make();
    const cut = fc.record({ range: ranges, length: fc.integer({ min: 1, max: SIZE }), offset: fc.nat(100) });
    await fc.assert(
      fc.asyncProperty(cut, async ({ range, length, offset }) => {
        const read = await drain(source.stream(range.startByte, range.endByte), { length, offset });
        expect(Buffer.compare(read, content.subarray(range.startByte, range.endByte))).toBe(0);
      }),
      {
        seed: 2,
        numRuns: 12,
        examples: [[{ range: { startByte: 3, endByte: SIZE }, length: 1009, offset: 1 }]],
      },
    );
  });

  it('fills a buffer whole until the range ends', async () => {
    const source = await make();
    const stream = source.stream(1, 200_001);
    let buffer = new ArrayBuffer(131_072);
    const lengths: number[] = [];
    for (let i = 0; i < 3; i++) {
      const filled = await stream.read(buffer, 0, 131_072);
      buffer = filled.buffer;
      lengths.push(filled.length);
    }
    expect(lengths).toEqual([131_072, 68_928, 0]);
  });

  it('refuses a range outside itself', async () => {
    const source = await make();
    const truncated = new Fault('truncated', {
      file: 'file.bin',
      what: 'what it describes',
      neededBytes: SIZE + 1,
      sizeBytes: SIZE,
    });
    await expect(source.read(5, SIZE + 1)).rejects.toEqual(truncated);
    expect(() => source.stream(5, SIZE + 1)).toThrow(truncated);
    await expect(source.read(5, 4)).rejects.toThrow(Fault);
    await expect(source.read(-1, 4)).rejects.toThrow(Fault);
    await expect(source.read(Number.NaN, 4)).rejects.toThrow(Fault);
  });

  it('does not begin once aborted', async () => {
    const source = await make();
    const signal = AbortSignal.abort('why not');
    await expect(source.read(0, 10, { signal })).rejects.toSatisfy(isAbort);
    const stream = source.stream(0, 10, { signal });
    await expect(stream.read(new ArrayBuffer(10), 0, 10)).rejects.toSatisfy(isAbort);
  });

  it.each(['cancel', 'abort'])('ends a stream at once on %s', async (way) => {
    const source = await make();
    const stop = new AbortController();
    const stream = source.stream(0, SIZE, { signal: stop.signal });
    const { buffer } = await stream.read(new ArrayBuffer(1000), 0, 1000);
    if (way === 'abort') stop.abort();
    else stream.cancel();
    await expect(stream.read(buffer, 0, 1000)).rejects.toSatisfy(isAbort);
    stream.cancel();
  });
});

function contentAt(i: number): number {
  return (i * 31 + (i >> 8) * 17 + (i >> 16)) & 255;
}

async function drain(
  stream: ByteStream,
  { length, offset }: { length: number; offset: number },
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let buffer = new ArrayBuffer(offset + length);
  for (;;) {
    const filled = await stream.read(buffer, offset, length);
    buffer = filled.buffer;
    if (filled.length === 0) return Buffer.concat(pieces);
    pieces.push(new Uint8Array(buffer, offset, filled.length).slice());
  }
}
