import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import { faultOf } from '../../testing/fault-of.ts';
import { buildNpy, npyHeader } from '../../testing/npy-builder.ts';
import { sharedFixture } from '../../testing/shared.ts';
import { buildZip, type ZipEntry } from '../../testing/zip-builder.ts';
import { bytesFile } from '../../testing/safetensors-files.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { npz } from './npz.ts';

const array = (elements: number) =>
  buildNpy(npyHeader("'<f4'", `(${elements},)`), { data: new Uint8Array(4 * elements) });

function read(bytes: Uint8Array, count = noReads()) {
  const name = 'a.npz';
  return npz.read(bytesFile(name, bytes), countingSource(bytesSource(name, bytes), count));
}

describe('a NumPy archive', () => {
  it('gives stored arrays in place, and deflated ones as files of their own', async () => {
    const bytes = buildZip([
      { name: 'a/b.npy', bytes: array(3) },
      { name: 'c.npy', bytes: array(500), isDeflated: true },
    ]);
    const { tensors, files } = await read(bytes);
    expect(tensors).toMatchObject([
      { name: 'a/b', file: 0, shape: [3] },
      { name: 'c', file: 1, shape: [500], startByte: array(500).length - 2000, byteLength: 2000 },
    ]);
    expect(files[1]).toMatchObject({
      name: 'a.npz: c.npy',
      recipe: { kind: 'inflated', of: files[0]!.recipe },
    });
  });

  it('of 1,000 arrays is read in a read each at most, without their elements', async () => {
    const names = Array.from({ length: 1000 }, (_, i) => `w${i}.npy`);
    const archive = (elements: number) =>
      buildZip(names.map((name): ZipEntry => ({ name, bytes: array(elements) })));
    const [large, small] = [noReads(), noReads()];
    expect((await read(archive(10_000), large)).tensors).toHaveLength(1000);
    expect(large.reads).toBeLessThanOrEqual(1003);
    expect(large.bytes).toBeLessThan(1_000_000);
    await read(archive(100), small);
    expect(small.reads).toBeLessThan(6);
  });

  it('ends in a fault if a shape lies about a deflated member', async () => {
    const lie = buildNpy(npyHeader("'<f4'", '(1000000,)'), { data: new Uint8Array(16) });
    expect(await faultOf(() => read(buildZip([{ name: 'a.npy', bytes: lie, isDeflated: true }])))).toBe(
      'truncated',
    );
  });

  it('ends in a fault if a member is no array', async () => {
    const bytes = new TextEncoder().encode('no array');
    expect(await faultOf(() => read(buildZip([{ name: 'a.npy', bytes }])))).toBe('malformed');
  });

  it.for<[string, readonly object[]]>([
    [
      'fixtures/numpy/tiny.npz',
      [
        { name: 'w', dtype: 'F32', shape: [3, 4], file: 0 },
        { name: 'f', dtype: 'F64', shape: [2, 3], file: 0, strides: [1, 2] },
        { name: 'h', dtype: 'F16', shape: [4], file: 0 },
      ],
    ],
    ['fixtures/numpy/tiny_c.npz', [{ name: 'w', dtype: 'F32', shape: [50, 50], file: 1 }]],
  ])('is read from %s', async ([path, expected], { skip }) => {
    const fixture = sharedFixture(path) ?? skip('the shared fixtures are not here');
    const { tensors } = await read(new Uint8Array(readFileSync(fixture)));
    expect(tensors).toMatchObject(expected);
  });
});
