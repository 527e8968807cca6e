import { createHash } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { convertCifar10 } from './cifar10.mjs';
import { packIdxFiles } from './idx-files.mjs';
import { splitReviews } from './imdb.mjs';
import { checkIntegrity } from './npm-package.mjs';
import { decodePng } from './png.mjs';
import { unpack } from './tar.mjs';

/** A small package as npm packs them. */
function pack(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const header = Buffer.alloc(512);
    header.write(`package/${name}`, 0);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    return [header, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  // The decoder trusts the package's hash, so the checksum of a chunk may be anything.
  return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
}

/** Rows of RGB, each written with the filter of its turn: none, sub, up, average, Paeth. */
function encodePng(
  width: number,
  rows: readonly Buffer[],
  change: { depth?: number; filter?: number } = {},
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header[8] = change.depth ?? 8;
  header[9] = 2;
  const lines = rows.flatMap((row, y) => {
    const above = rows[y - 1] ?? Buffer.alloc(row.length);
    const filter = y % 5;
    const line = row.map((value, x) => {
      const [a, b, c] = [x < 3 ? 0 : row[x - 3]!, above[x]!, x < 3 ? 0 : above[x - 3]!];
      const p = a + b - c;
      const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      return value - [0, a, b, (a + b) >> 1, paeth][filter]!;
    });
    return [Buffer.from([change.filter ?? filter]), Buffer.from(line)];
  });
  const packed = deflateSync(Buffer.concat(lines));
  const half = packed.length >> 1;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', packed.subarray(0, half)),
    chunk('IDAT', packed.subarray(half)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const rowsOf = (width: number, count: number) =>
  Array.from({ length: count }, (_, y) =>
    Buffer.from(Array.from({ length: 3 * width }, (_unused, x) => (x * 37 + y * 101 + ((x * y) >> 2)) & 255)),
  );

describe('a picture', () => {
  it('comes back through every filter', () => {
    const rows = rowsOf(7, 11);
    const { width, height, pixels } = decodePng(encodePng(7, rows));
    expect({ width, height }).toEqual({ width: 7, height: 11 });
    expect(pixels).toEqual(Buffer.concat(rows));
  });

  it('of another kind is refused', () => {
    expect(() => decodePng(Buffer.from('no picture'))).toThrow('not a PNG');
    expect(() => decodePng(encodePng(2, rowsOf(2, 1), { depth: 16 }))).toThrow('8 bits');
    expect(() => decodePng(encodePng(2, rowsOf(2, 1), { filter: 5 }))).toThrow('unknown filter');
  });
});

describe('a package', () => {
  it('is unpacked in memory', () => {
    const files = unpack(pack({ 'a.txt': Buffer.from('hello'), 'b/c.bin': Buffer.alloc(512, 7) }));
    expect([...files.keys()]).toEqual(['a.txt', 'b/c.bin']);
    expect(files.get('a.txt')?.toString()).toBe('hello');
    expect(files.get('b/c.bin')).toHaveLength(512);
  });

  it('that is not what was pinned is refused', () => {
    const packed = pack({ 'a.txt': Buffer.from('hello') });
    const integrity = `sha512-${createHash('sha512').update(packed).digest('base64')}`;
    const wanted = { name: 'a', version: '1.0.0', integrity };
    expect(() => checkIntegrity(packed, wanted)).not.toThrow();
    expect(() => checkIntegrity(Buffer.concat([packed, Buffer.alloc(1)]), wanted)).toThrow(
      'is not what it was',
    );
  });
});

describe('CIFAR-10', () => {
  it('becomes records of a label and three planes', () => {
    const labels = { train: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], test: [4, 2] };
    const batches = Object.fromEntries(
      [1, 2, 3, 4, 5].map((batch) => [`data_batch_${batch}.png`, encodePng(1024, rowsOf(1024, 2))]),
    );
    const files = unpack(
      pack({
        ...batches,
        'test_batch.png': encodePng(1024, rowsOf(1024, 2)),
        'train_lables.json': Buffer.from(JSON.stringify(labels.train)),
        'test_lables.json': Buffer.from(JSON.stringify(labels.test)),
      }),
    );
    const made = [...convertCifar10(files, () => undefined)];
    expect(made.map(({ name }) => name)).toEqual([
      ...[1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
      'test_batch.bin',
    ]);
    const bytes = made.map((file) => file.bytes);
    expect(bytes.every(({ length }) => length === 2 * 3073)).toBe(true);
    expect(bytes.map((batch) => [batch[0], batch[3073]])).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
      [6, 7],
      [8, 9],
      [4, 2],
    ]);
    const row = rowsOf(1024, 2)[1]!;
    const record = bytes[0]!.subarray(3073);
    expect([record[1], record[2], record[1025], record[2049]]).toEqual([row[0], row[3], row[1], row[2]]);
  });
});

describe('reviews', () => {
  const half = (i: number): 0 | 1 => (i < 20 ? 0 : 1);
  const reviews = Array.from({ length: 40 }, (_, i) => ({ t: `review ${i}`, s: half(i) }));

  it('are parted evenly, every label in its share, and not in the order of their labels', () => {
    const { train, test } = splitReviews(reviews);
    for (const split of [train, test]) {
      expect(split.map(({ s }) => s).sort()).toEqual([
        ...Array<number>(10).fill(0),
        ...Array<number>(10).fill(1),
      ]);
    }
    expect([...train, ...test].map(({ t }) => t).sort()).toEqual(reviews.map(({ t }) => t).sort());
    expect(new Set(train.slice(0, 10).map(({ s }) => s)).size).toBe(2);
  });

  it('that are the same but for white space and breaks come once', () => {
    const again = [
      { t: 'review  3', s: 0 as const },
      { t: 'review<br />35 ', s: 1 as const },
    ];
    expect(splitReviews([...reviews, ...again])).toEqual(splitReviews(reviews));
  });

  it('stay where they are when others come or go', () => {
    const { train } = splitReviews(reviews.filter((_, i) => i % 20 < 18));
    const moved = train.filter((review) => !splitReviews(reviews).train.includes(review));
    expect(moved.length).toBeLessThanOrEqual(4);
  });
});

describe('IDX files', () => {
  it('are packed if they are what was published', async () => {
    const bytes = Buffer.from('labels');
    const md5 = createHash('md5').update(bytes).digest('hex');
    const packAll = async (hash: string) => {
      const made = [];
      for await (const file of packIdxFiles({ labels: hash }, () => Promise.resolve(bytes))) made.push(file);
      return made;
    };
    expect(await packAll(md5)).toEqual([{ name: 'labels.gz', bytes: gzipSync(bytes) }]);
    await expect(packAll('0')).rejects.toThrow('is not what was published');
  });
});
