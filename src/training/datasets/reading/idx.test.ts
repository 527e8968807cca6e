import { describe, expect, it } from 'vitest';
import type { FaultCode } from '../../../core/fault.ts';
import { faultOf } from '../../../testing/fault-of.ts';
import { idxBytes } from '../../../testing/idx-bytes.ts';
import type { ImageDataset, VectorDataset } from '../dataset.ts';
import { idxDataset, type IdxPair } from './idx-dataset.ts';
import { parseIdx } from './idx.ts';

const words = { id: 'file', name: 'A', origin: '', licence: '', division: '', notices: [] };

function named(file: string, bytes: Uint8Array) {
  return { file, array: parseIdx(bytes, file) };
}

function pairOf(samples: Uint8Array, labels: readonly number[], kind = 0x08): IdxPair {
  return {
    samples: named('images', samples),
    labels: named(
      'labels',
      idxBytes([labels.length / (kind === 0x0b ? 2 : 1)], Uint8Array.from(labels), kind),
    ),
  };
}

describe('IDX', () => {
  it('reads big-endian numbers of every kind', () => {
    const values = (kind: number, ...bytes: number[]) => [
      ...parseIdx(idxBytes([1], Uint8Array.from(bytes), kind), 'a').values,
    ];
    expect(values(0x08, 200)).toEqual([200]);
    expect(values(0x09, 200)).toEqual([-56]);
    expect(values(0x0b, 0xff, 0xfe)).toEqual([-2]);
    expect(values(0x0c, 0, 1, 0, 2)).toEqual([65_538]);
    expect(values(0x0d, 0x3f, 0xc0, 0, 0)).toEqual([1.5]);
    expect(values(0x0e, 0xc0, 0x04, 0, 0, 0, 0, 0, 0)).toEqual([-2.5]);
  });

  it('knows its axes', () => {
    const { kind, shape } = parseIdx(idxBytes([2, 3, 1], new Uint8Array(6)), 'a');
    expect({ kind, shape }).toEqual({ kind: 'u8', shape: [2, 3, 1] });
  });

  it.each<[string, Uint8Array, FaultCode]>([
    ['no magic number', Uint8Array.of(1, 0, 8, 1, 0, 0, 0, 0), 'malformed'],
    ['an unknown kind', idxBytes([1], Uint8Array.of(0), 0x0a), 'malformed'],
    ['no axis', idxBytes([], new Uint8Array(0)), 'malformed'],
    ['too many axes', idxBytes([1, 1, 1, 1, 1], new Uint8Array(1)), 'over-limit'],
    ['an end in its header', idxBytes([1, 2, 3], new Uint8Array(6)).subarray(0, 9), 'truncated'],
    ['an end in its numbers', idxBytes([2, 3], new Uint8Array(5)), 'truncated'],
    ['numbers to spare', idxBytes([2, 3], new Uint8Array(7)), 'malformed'],
    ['samples without number', idxBytes([0xffff_ffff], new Uint8Array(4)), 'over-limit'],
    ['samples without measure', idxBytes([1, 0xffff_ffff, 0xffff_ffff], new Uint8Array(4)), 'over-limit'],
  ])('with %s is refused', async (_, bytes, code) => {
    expect(await faultOf(() => parseIdx(bytes, 'a'))).toBe(code);
  });
});

describe('a dataset of IDX arrays', () => {
  const train = pairOf(
    idxBytes(
      [3, 2, 2],
      Uint8Array.from({ length: 12 }, (_, i) => i),
    ),
    [7, 3, 7],
  );

  it('has the classes that its labels are', () => {
    const dataset = idxDataset(words, { train, test: null, classes: null }) as ImageDataset;
    expect(dataset).toMatchObject({ kind: 'image', height: 2, width: 2, channels: 1, classes: ['3', '7'] });
    expect([...dataset.train.labels]).toEqual([1, 0, 1]);
    expect(dataset.test.labels).toHaveLength(0);
  });

  it('has channels last, wherever the file has them', () => {
    const last = pairOf(idxBytes([1, 1, 2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6)), [0]);
    const first = pairOf(idxBytes([1, 3, 1, 2], Uint8Array.of(1, 4, 2, 5, 3, 6)), [0]);
    for (const pair of [last, first]) {
      const dataset = idxDataset(words, { train: pair, test: null, classes: null }) as ImageDataset;
      expect(dataset).toMatchObject({ height: 1, width: 2, channels: 3 });
      expect([...dataset.train.pixels]).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });

  it('is of vectors where there are no pixels', () => {
    const pair = pairOf(idxBytes([2, 2], Uint8Array.of(9, 8, 7, 6)), [0, 1]);
    const dataset = idxDataset(words, { train: pair, test: null, classes: null }) as VectorDataset;
    expect(dataset.features).toEqual(['0', '1']);
    expect([...dataset.train.values]).toEqual([9, 8, 7, 6]);
  });

  it.each<[string, () => IdxPair, IdxPair | null, readonly string[] | null, FaultCode]>([
    [
      'fewer labels than images',
      () => ({ ...train, labels: pairOf(idxBytes([1, 1, 1], new Uint8Array(1)), [1]).labels }),
      null,
      null,
      'counts-differ',
    ],
    ['labels of two axes', () => ({ ...train, labels: train.samples }), null, null, 'malformed'],
    ['a label that no class has', () => train, null, ['a', 'b', 'c', 'd'], 'label-out-of-range'],
    [
      'a negative label',
      () => pairOf(idxBytes([1, 1, 1], new Uint8Array(1)), [0xff, 0xfe], 0x0b),
      null,
      null,
      'label-out-of-range',
    ],
    [
      'a test label that was never trained',
      () => train,
      pairOf(idxBytes([1, 2, 2], new Uint8Array(4)), [4]),
      null,
      'label-out-of-range',
    ],
    [
      'a test of another shape',
      () => train,
      pairOf(idxBytes([1, 2, 3], new Uint8Array(6)), [3]),
      null,
      'several-datasets',
    ],
  ])('with %s is refused', async (_, make, test, classes, code) => {
    expect(await faultOf(() => idxDataset(words, { train: make(), test, classes }))).toBe(code);
  });
});
