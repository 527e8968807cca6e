import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CheckpointFile } from '../core/checkpoint.ts';
import { isAbort } from '../core/fault.ts';
import { seededRandom } from '../core/random.ts';
import { countingSource, noReads } from '../testing/counting-source.ts';
import { bytesFile } from '../testing/safetensors-files.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { UrlRecipe } from './sources/http-source.ts';
import { sourceOf } from './sources/source-of.ts';

function randomBytes(length: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length }, () => random.below(256));
}

async function countReads(files: readonly CheckpointFile[]) {
  const count = noReads();
  await fingerprintOf(files, { sourceOf: (recipe) => countingSource(sourceOf(recipe), count) });
  return count;
}

describe('a fingerprint', () => {
  const bytes = randomBytes(1_000_000, 1);
  const file = bytesFile('model.safetensors', bytes);

  it('is what is written about it', async () => {
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(3n);
    const one = createHash('sha256').update('moe-scope file 1').update(size).update('abc').digest();
    const whole = createHash('sha256').update('moe-scope files 1').update(one).digest('hex');
    const abc = bytesFile('a', new TextEncoder().encode('abc'));
    expect(await fingerprintOf([abc])).toBe(whole.slice(0, 16));
  });

  it('does not change between versions: links hold it', async () => {
    expect(await fingerprintOf([file])).toBe('e67791f2ef50f0f8');
    expect(await fingerprintOf([file, bytesFile('b', randomBytes(200_000, 2))])).toBe('92a80a4eb7d0607f');
  });

  it('goes by bytes, not by names or order', async () => {
    const other = bytesFile('b', randomBytes(5000, 2));
    const renamed = bytesFile('x', bytes);
    expect(await fingerprintOf([file, other])).toBe(await fingerprintOf([other, renamed]));
    expect(await fingerprintOf([file, other])).not.toBe(await fingerprintOf([file]));
  });

  it('tells a fine-tune with the same head and tail', async () => {
    const tuned = bytes.slice();
    for (let i = 100_000; i < 900_000; i++) tuned[i] = tuned[i]! ^ 1;
    expect(await fingerprintOf([bytesFile('model.safetensors', tuned)])).not.toBe(
      await fingerprintOf([file]),
    );
  });

  it('tells files that differ in size alone', async () => {
    const zeros = (length: number) => fingerprintOf([bytesFile('z', new Uint8Array(length))]);
    const prints = await Promise.all([1000, 1001, 500_000, 500_001].map(zeros));
    expect(new Set(prints).size).toBe(4);
  });

  it('goes by the archive where members were unpacked from one', async () => {
    const member: CheckpointFile = {
      name: 'w.npy',
      size: 10,
      recipe: { kind: 'inflated', of: file.recipe, name: 'w.npy', startByte: 0, endByte: 5, size: 10 },
    };
    expect(await fingerprintOf([file, member])).toBe(await fingerprintOf([file]));
  });

  it('reads little, however large and many the files are', async () => {
    expect(await countReads([file])).toEqual({ reads: 32, bytes: 32 * 4096, endByte: 1_000_000 });
    const many = (length: number) => Array.from({ length }, (_, i) => bytesFile(`${i}`, bytes));
    expect((await countReads(many(100))).reads).toBe(200);
    const count = await countReads(many(1000));
    expect(count.reads).toBe(1000);
    expect(count.endByte).toBeLessThan(600_000);
  });

  it('of a file on a server goes by what the server tells of it, and reads nothing', async () => {
    const remote = (change: Partial<UrlRecipe>): CheckpointFile => ({
      name: 'a',
      size: 9,
      recipe: { kind: 'url', url: 'https://e.org/a', name: 'a', size: 9, etag: '"1"', ...change },
    });
    expect(await countReads([remote({})])).toMatchObject({ reads: 0 });
    const print = (change: Partial<UrlRecipe>) => fingerprintOf([remote(change)]);
    expect(await print({ url: 'https://e.org/a?signature=x' })).toBe(await print({}));
    const others = [
      { etag: '"2"' },
      { size: 10 },
      { url: 'https://e.org/b' },
      { etag: null, modified: 'Mon' },
    ];
    const prints = await Promise.all([{}, ...others].map(print));
    expect(new Set(prints).size).toBe(prints.length);
  });

  it('stops when aborted', async () => {
    await expect(fingerprintOf([file], { signal: AbortSignal.abort() })).rejects.toSatisfy(isAbort);
  });
});
