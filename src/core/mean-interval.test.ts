import { describe, expect, it } from 'vitest';
import { meanInterval } from './mean-interval.ts';

describe('a mean with its interval', () => {
  it('agrees with a worked example', () => {
    // scipy.stats.t.interval(0.95, 4, 3, scipy.stats.sem([1, 2, 3, 4, 5])): 1.0368 to 4.9632
    const { mean, margin, count } = meanInterval([1, 2, 3, 4, 5]);
    expect([mean, count]).toEqual([3, 5]);
    expect(margin).toBeCloseTo(1.9632, 3);
  });

  it('is a point where nothing varies, and unknown of one value', () => {
    expect(meanInterval([2, 2, 2])).toEqual({ mean: 2, margin: 0, count: 3 });
    expect(meanInterval([7])).toEqual({ mean: 7, margin: NaN, count: 1 });
    expect(meanInterval([]).mean).toBeNaN();
  });
});
