import { describe, expect, it } from 'vitest';
import { sketchOf } from '../../testing/sketch-of.ts';
import { packSketches } from '../sketch/columns.ts';
import { binEdge, binOf } from '../sketch/levels.ts';
import { addAbove, COUNT, laddersOfParts, MASS, newAbove } from './ladders.ts';

function above(values: readonly number[], threshold: number, bins: number | null = 8) {
  const ladders = laddersOfParts(packSketches([sketchOf([1, 2]), sketchOf(values, bins)]), Uint32Array.of(1));
  const sums = newAbove(1);
  const isExact = addAbove(ladders, { row: 0, threshold, at: 0 }, sums);
  return {
    isExact,
    count: [sums.low, sums.value, sums.high].map((each) => each[COUNT]!),
    mass: sums.value[MASS]!,
  };
}

describe('what lies above a threshold', () => {
  const values = [0, 0.01, -0.011, 0.3, 0.31, -4, 5];

  it('is exact at edges, above all and below all', () => {
    for (const threshold of [1e-30, binEdge(binOf(0.3, 8), 8), 0.5, 4, 6, 1e30]) {
      const count = values.filter((w) => w !== 0 && Math.abs(w) >= threshold).length;
      expect(above(values, threshold)).toMatchObject({ isExact: true, count: [count, count, count] });
    }
  });

  it('lies between limits within a bin', () => {
    const { isExact, count } = above(values, 0.305);
    expect(isExact).toBe(false);
    expect([count[0], count[2]]).toEqual([2, 4]);
    expect(count[1]).toBeGreaterThan(2);
    expect(count[1]).toBeLessThan(4);
  });

  it('is exact everywhere where all magnitudes are known', () => {
    expect(above(values, 0.305, null)).toMatchObject({ isExact: true, count: [3, 3, 3] });
    expect(above(values, 0.31, null).mass).toBeCloseTo(9.31, 12);
  });

  it('is nothing of nothing', () => {
    expect(above([], 0.1)).toEqual({ isExact: true, count: [0, 0, 0], mass: 0 });
    expect(above([0, 0], 0.1)).toEqual({ isExact: true, count: [0, 0, 0], mass: 0 });
  });

  it('admits what it can’t tell where magnitudes span more than forty octaves', () => {
    const wide = [...Array.from({ length: 50 }, (_, i) => 1 + i / 50), 1e-30, 1e30];
    expect(above(wide, 1.25)).toMatchObject({ isExact: true, count: [38, 38, 38] });
    for (const threshold of [1e-20, 1e20]) {
      const { isExact, count } = above(wide, threshold);
      const truth = wide.filter((w) => w >= threshold).length;
      expect(isExact).toBe(false);
      expect(count[0]).toBeLessThanOrEqual(truth);
      expect(count[2]).toBeGreaterThanOrEqual(truth);
    }
  });
});
