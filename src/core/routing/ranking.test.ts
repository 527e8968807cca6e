import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.ts';
import { topIndices } from './ranking.ts';

describe('the highest scores', () => {
  it('rank by score, and equal ones by index', () => {
    expect(topIndices(Float64Array.of(2, 5, 2, 7, 5))).toEqual([3, 1, 4, 0, 2]);
    expect(topIndices(Float64Array.of(2, 5, 2, 7, 5), 2)).toEqual([3, 1]);
  });

  it('are never −∞ and no NaN, and may be fewer than asked for', () => {
    const scores = Float64Array.of(-Infinity, NaN, 1, Infinity);
    expect(topIndices(scores)).toEqual([3, 2]);
    expect(topIndices(scores, 3)).toEqual([3, 2]);
    expect(topIndices(scores, 0)).toEqual([]);
    expect(topIndices(new Float64Array(0), 2)).toEqual([]);
  });

  it('are those of the whole ranking, however few are asked for', () => {
    const random = seededRandom(5);
    for (let trial = 0; trial < 200; trial++) {
      // few values, so that many are equal
      const scores = Float64Array.from({ length: 100 }, () => random.below(20));
      const whole = topIndices(scores);
      for (const count of [1, 2, 8, 31, 32, 33, 99])
        expect(topIndices(scores, count)).toEqual(whole.slice(0, count));
    }
  });
});
