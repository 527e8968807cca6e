import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isAbort } from '../../../core/fault.ts';
import { faultOf } from '../../../testing/fault-of.ts';
import { readHead, readUnpacked, unpackedChunks, type DataFile } from './data-file.ts';

const plain = Uint8Array.from({ length: 60_000 }, (_, i) => (i * 31 + (i >> 8)) & 255);
const file = (bytes: Uint8Array, name = 'a.bin') => new File([new Uint8Array(bytes)], name);

/** A file that arrives in pieces, as from a disk or a server. */
function arriving(bytes: Uint8Array, pieceBytes: number): DataFile {
  let at = 0;
  const stream = () =>
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += pieceBytes)));
        else controller.close();
      },
    });
  return { name: 'a.bin', size: bytes.length, stream };
}

describe('a file', () => {
  it('is read whole, packed or not', async () => {
    expect(await readUnpacked(file(plain))).toEqual(plain);
    expect(await readUnpacked(file(gzipSync(plain)))).toEqual(plain);
    expect(await readUnpacked(arriving(gzipSync(plain), 101))).toEqual(plain);
    expect(await readUnpacked(file(new Uint8Array(0)))).toHaveLength(0);
  });

  it('is packed by what it begins with, not by its name', async () => {
    expect(await readUnpacked(file(plain, 'a.gz'))).toEqual(plain);
  });

  it('shows its beginning without being read to its end', async () => {
    let bytesRead = 0;
    const report = (bytes: number) => (bytesRead = bytes);
    expect(await readHead(arriving(plain, 1000), 10, { report })).toEqual(plain.subarray(0, 10));
    expect(bytesRead).toBe(1000);
    expect(await readHead(file(gzipSync(plain)), 10)).toEqual(plain.subarray(0, 10));
    expect(await readHead(arriving(plain.subarray(0, 4), 3), 10)).toEqual(plain.subarray(0, 4));
  });

  it('reports the bytes as they lie there', async () => {
    const packed = gzipSync(plain);
    const reported: number[] = [];
    await readUnpacked(file(packed), { report: (bytes) => reported.push(bytes) });
    expect(reported.at(-1)).toBe(packed.length);
  });

  it('is given up once aborted', async () => {
    await expect(readUnpacked(file(plain), { signal: AbortSignal.abort('so') })).rejects.toSatisfy(isAbort);
    const stop = new AbortController();
    const packed = file(gzipSync(randomBytes(3_000_000)));
    const reading = readUnpacked(packed, { signal: stop.signal, report: () => stop.abort() });
    await expect(reading).rejects.toSatisfy(isAbort);
  });
});

describe('a gzip file', () => {
  it.each([
    ['cut short', gzipSync(plain).subarray(0, -20)],
    ['cut in its header', gzipSync(plain).subarray(0, 5)],
    ['followed by other bytes', Buffer.concat([gzipSync(plain), Buffer.from('junk')])],
    ['with damaged bytes', Buffer.from(gzipSync(plain)).fill(0xff, 200, 260)],
    [
      'with a wrong checksum',
      Buffer.concat([gzipSync(plain).subarray(0, -8), Buffer.alloc(4), gzipSync(plain).subarray(-4)]),
    ],
  ])('%s is damaged', async (_, bytes) => {
    expect(await faultOf(() => readUnpacked(file(bytes)))).toBe('malformed');
  });

  it('that grows without measure is refused at the ceiling', async () => {
    const bomb = file(gzipSync(new Uint8Array(60_000_000)));
    let unpacked = 0;
    const read = async () => {
      for await (const chunk of unpackedChunks(bomb, { maxBytes: 1_000_000 })) unpacked += chunk.length;
    };
    expect(await faultOf(read)).toBe('over-limit');
    expect(unpacked).toBeLessThanOrEqual(1_000_000);
  });
});
