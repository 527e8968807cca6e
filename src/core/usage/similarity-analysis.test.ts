import { describe, expect, it } from 'vitest';
import { matrixOf } from '../routing/matrix.ts';
import { analyseSimilarity } from './similarity-analysis.ts';

describe('what similarities say', () => {
  it('puts alike experts side by side, and near each other on the map', () => {
    const { order, closest, map } = analyseSimilarity(
      matrixOf([
        [1, 0, 0.9, 0.1],
        [0, 1, 0.1, 0.8],
        [0.9, 0.1, 1, 0],
        [0.1, 0.8, 0, 1],
      ]),
    );
    expect(order).toEqual([0, 2, 1, 3]);
    expect(closest.slice(0, 2)).toEqual([
      { a: 0, b: 2, similarity: 0.9 },
      { a: 1, b: 3, similarity: 0.8 },
    ]);
    const at = (i: number) => [map.places.values[2 * i]!, map.places.values[2 * i + 1]!] as const;
    const gap = (i: number, j: number) => Math.hypot(at(i)[0] - at(j)[0], at(i)[1] - at(j)[1]);
    expect(gap(0, 2)).toBeLessThan(gap(0, 1));
    expect(gap(1, 3)).toBeLessThan(gap(2, 3));
  });

  it('has nothing to say of one, and leaves out pairs that are not known', () => {
    expect(analyseSimilarity(matrixOf([[1]])).order).toEqual([0]);
    expect(
      analyseSimilarity(
        matrixOf([
          [1, NaN],
          [NaN, 1],
        ]),
      ).closest,
    ).toEqual([]);
  });
});
