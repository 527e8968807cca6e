import { describe, expect, it } from 'vitest';
import { randomSelection } from '../../../testing/random-selection.ts';
import { seededRandom } from '../../random.ts';
import { loadOf, selectionOf } from '../selection.ts';
import { addOverlap, overlapOf, saturation, saturationByChance } from './saturation.ts';

describe('router saturation', () => {
  it('is the share of final choices already made, in any order', () => {
    const [early, late] = [
      selectionOf([
        [0, 1],
        [2, 3],
      ]),
      selectionOf([
        [1, 0],
        [3, 1],
      ]),
    ];
    expect(saturation(overlapOf(early, late))).toBe(3 / 4);
    expect(saturation(overlapOf(late, late))).toBe(1);
    expect(saturation(overlapOf(selectionOf([], 2), selectionOf([], 2)))).toBeNaN();
    expect(() => overlapOf(early, selectionOf([[0, 1]]))).toThrow('different tokens');
  });

  it('of parts adds up', () => {
    const a = overlapOf(selectionOf([[0]]), selectionOf([[0]]));
    const b = overlapOf(selectionOf([[0], [1]]), selectionOf([[1], [1]]));
    expect(saturation(addOverlap(a, b))).toBe(2 / 3);
  });

  it('by chance is k/E for even loads, and what independent routers have for any', () => {
    const even = new Float64Array(64).fill(100);
    expect(saturationByChance(even, even, { tokens: 800 })).toBeCloseTo(8 / 64, 12);
    const random = seededRandom(3);
    const bias = Array.from({ length: 8 }, () => random.normal());
    const [one, other] = [bias, bias.toReversed()].map((b) =>
      randomSelection(20_000, { bias: b, topK: 2, random }),
    );
    const chance = saturationByChance(loadOf(one!, 8), loadOf(other!, 8), { tokens: 20_000 });
    expect(saturation(overlapOf(one!, other!))).toBeCloseTo(chance, 2);
  });
});
