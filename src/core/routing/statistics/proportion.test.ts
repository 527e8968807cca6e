import { describe, expect, it } from 'vitest';
import golden from '../golden/routing.json' with { type: 'json' };
import { seededRandom } from '../../random.ts';
import { normalQuantile, tokensToSeparate, upperBound, wilsonInterval } from './proportion.ts';

describe('the normal quantile', () => {
  it('agrees with tables', () => {
    expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
    expect(normalQuantile(0.95)).toBeCloseTo(1.6448536269514722, 12);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(1e-9)).toBeCloseTo(-5.9978070150076865, 10);
  });
});

describe('Wilson’s interval', () => {
  it.each(golden.wilson)('of %d in %d agrees with SciPy', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval[0]).toBeCloseTo(low, 10);
    expect(interval[1]).toBeCloseTo(high, 10);
  });

  it('of no trials knows nothing', () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
    expect(upperBound(0, 0)).toBe(1);
  });
});

describe('the upper bound', () => {
  it('of what was never seen is exact, and the rule of three', () => {
    for (const trials of [1, 10, 1000, 1e7]) {
      expect((1 - upperBound(0, trials)) ** trials).toBeCloseTo(0.05, 6);
    }
    expect(upperBound(0, 1000) * 1000).toBeCloseTo(3, 1);
  });

  it('rises with the count', () => {
    const bounds = [0, 1, 2, 5, 50, 99, 100].map((successes) => upperBound(successes, 100));
    expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
    expect(bounds.at(-1)).toBe(1);
  });
});

describe('tokens to tell two experts apart', () => {
  it('are those at which the difference is two standard errors', () => {
    const [random, a, b] = [seededRandom(9), 0.13, 0.1];
    const tokens = tokensToSeparate(a, b);
    const differences = Array.from({ length: 400 }, () => {
      let difference = 0;
      for (let token = 0; token < tokens; token++) {
        const drawn = random.uniform();
        difference += drawn < a ? 1 : drawn < a + b ? -1 : 0;
      }
      return difference / tokens;
    });
    const mean = differences.reduce((x, y) => x + y) / 400;
    const deviation = Math.sqrt(differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / 399);
    expect((a - b) / deviation).toBeCloseTo(1.96, 0);
  });

  it('never suffice where there is no difference', () => {
    expect(tokensToSeparate(0.2, 0.2)).toBe(Infinity);
    expect(tokensToSeparate(0.2, 0.1)).toBe(tokensToSeparate(0.1, 0.2));
  });
});
