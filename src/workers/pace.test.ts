import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

/** When looks are taken if one is asked for every 10 ms. */
function looks(milliseconds: number): number[] {
  const pace = new Pace({ leastMs: 250, mostMs: 2000 });
  return Array.from({ length: milliseconds / 10 }, (_, i) => 1000 + 10 * i)
    .filter((now) => pace.isDue(now))
    .map((now) => now - 1000);
}

describe('a pace', () => {
  it('looks at once, then whenever there is twice as much to see', () => {
    expect(looks(4500)).toEqual([0, 250, 500, 1000, 2000, 4000]);
  });

  it('never waits longer than asked', () => {
    const gaps = looks(60_000).flatMap((at, i, all) => (i === 0 ? [] : [at - all[i - 1]!]));
    expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
    expect(gaps.at(-1)).toBe(2000);
    expect(gaps.length).toBeLessThan(40);
  });
});
