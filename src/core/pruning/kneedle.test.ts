import { describe, expect, it } from 'vitest';
import { kneeOfFall } from './kneedle.ts';

/** Examples of kneed's own tests (tests/test_sample.py). */
const convexRise = [1, 2, 3, 4, 5, 10, 15, 20, 40, 100];

/** At even distances. */
function knee(values: readonly number[], sensitivity?: number): number | null {
  const points = values.map((y, x): [number, number] => [x, y]);
  return kneeOfFall(points, sensitivity === undefined ? {} : { sensitivity });
}

describe('the knee of a curve that falls', () => {
  it('is that of kneed for a concave decreasing curve', () => {
    expect(knee(convexRise.map((y) => 100 - y))).toBe(7);
  });

  it('is the mirror of figure 2 of the paper, whose knee is at 0.22 of 0 … 1 in ten points', () => {
    const figure2 = Array.from({ length: 10 }, (_, i) => -1 / (i / 9 + 0.1) + 5);
    expect(knee(figure2.toReversed())).toBe(9 - 2);
  });

  it('is where a plateau ends', () => {
    expect(knee([1, 1, 1, 1, 1, 1, 1, 0.6, 0.2, 0])).toBe(6);
  });

  it('is none of a straight fall, of a level line, and of next to no points', () => {
    expect(knee([4, 3, 2, 1, 0])).toBeNull();
    expect(knee([1, 1, 1, 1])).toBeNull();
    expect(knee([1, 0])).toBeNull();
    expect(knee([])).toBeNull();
  });

  it('stays where it is when the axis is stretched, and moves when half of it is', () => {
    const points = convexRise.map((y, x): [number, number] => [x, 100 - y]);
    expect(kneeOfFall(points.map(([x, y]) => [3 * x - 1, y]))).toBe(7);
    expect(kneeOfFall(points.map(([x, y]) => [x < 5 ? x : 5 + 20 * (x - 5), y]))).toBe(8);
  });

  it('wants a deeper fall where it is told to be less sensitive', () => {
    const bump = [1, 0.9, 0.95, 0.6, 0.35, 0.1];
    expect(knee(bump)).not.toBeNull();
    expect(knee(bump, 10)).toBeNull();
  });
});
