import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { normalMatrix } from '../../../testing/random-matrices.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { filledMatrix, matrixOf, rowOf, zeroMatrix, type Matrix } from '../matrix.ts';
import { averageLinkage, cutInto, leafOrder, type Merge } from './clustering.ts';

const { distances, linkage, leaves, four } = golden.similarity;

/** Euclidean distances of points. */
function distancesOf(points: Matrix): Matrix {
  const all = zeroMatrix(points.rows, points.rows);
  for (let i = 0; i < points.rows; i++) {
    for (let j = 0; j < points.rows; j++) {
      const gaps = rowOf(points, i).map((value, d) => value - rowOf(points, j)[d]!);
      rowOf(all, i)[j] = Math.sqrt(gaps.reduce((sum, gap) => sum + gap * gap, 0));
    }
  }
  return all;
}

/** The definition, without chains: the two clusters of least mean distance merge, again and again. */
function heightsByDefinition(all: Matrix): number[] {
  let clusters = Array.from({ length: all.rows }, (_, i) => [i]);
  const heights: number[] = [];
  const gap = (a: number[], b: number[]) =>
    a.flatMap((i) => b.map((j) => rowOf(all, i)[j]!)).reduce((sum, d) => sum + d, 0) / (a.length * b.length);
  while (clusters.length > 1) {
    const pairs = clusters.flatMap((a, i) => clusters.slice(i + 1).map((b) => ({ a, b, height: gap(a, b) })));
    const best = pairs.reduce((least, pair) => (pair.height < least.height ? pair : least));
    heights.push(best.height);
    clusters = [...clusters.filter((c) => c !== best.a && c !== best.b), [...best.a, ...best.b]];
  }
  return heights;
}

const heightsOf = (merges: readonly Merge[]) => merges.map(({ height }) => height);

describe('average linkage', () => {
  const merges = averageLinkage(matrixOf(distances));

  it('agrees with SciPy', () => {
    expectClose(
      merges.flatMap(({ left, right, height, items }) => [left, right, height, items]),
      linkage.flat(),
      9,
    );
  });

  it('orders the leaves and cuts the tree as SciPy does', () => {
    expect(leafOrder(merges)).toEqual(leaves);
    const clusters = cutInto(merges, 4);
    for (let i = 0; i < four.length; i++) {
      for (let j = 0; j < i; j++) expect(clusters[i] === clusters[j]).toBe(four[i] === four[j]);
    }
    expect(clusters[0]).toBe(0);
    expect(Math.max(...clusters)).toBe(3);
  });

  it('is what its definition says', () => {
    const seeds = fc.tuple(fc.integer({ min: 2, max: 14 }), fc.nat(10_000));
    fc.assert(
      fc.property(seeds, ([items, seed]) => {
        const all = distancesOf(normalMatrix(items, 2, seed));
        expectClose(heightsOf(averageLinkage(all)), heightsByDefinition(all), 9);
      }),
      { seed: 9, numRuns: 100 },
    );
  });

  it('of 1024 items makes one tree, heights rising', () => {
    const tree = averageLinkage(distancesOf(normalMatrix(1024, 3, 7)));
    expect(tree.at(-1)!.items).toBe(1024);
    expect(heightsOf(tree)).toEqual(heightsOf(tree).toSorted((a, b) => a - b));
    expect(new Set(leafOrder(tree)).size).toBe(1024);
    for (const count of [1, 2, 100, 1024]) expect(new Set(cutInto(tree, count)).size).toBe(count);
  });

  it('ends when all are equally far, and begins with the first', () => {
    const equal = averageLinkage(filledMatrix(6, 6, 2));
    expect(heightsOf(equal)).toEqual([2, 2, 2, 2, 2]);
    expect(equal[0]).toMatchObject({ left: 0, right: 1 });
  });

  it('of few items is a small tree, or none', () => {
    expect(averageLinkage(zeroMatrix(0, 0))).toEqual([]);
    expect(averageLinkage(zeroMatrix(1, 1))).toEqual([]);
    expect([leafOrder([]), [...cutInto([], 1)]]).toEqual([[0], [0]]);
  });

  it('refuses what is no table of distances', () => {
    expect(() => averageLinkage(zeroMatrix(2, 3))).toThrow('square');
    expect(() => averageLinkage(filledMatrix(2, 2, NaN))).toThrow('finite');
  });
});
