import { describe, expect, it } from 'vitest';
import { idleExperts, tokensToSettle } from './idle-experts.ts';

const counts = (choices: readonly number[], tokens: number) => ({
  experts: choices.length,
  choices: Float64Array.from(choices),
  tokensBySize: Float64Array.of(0, 0, tokens),
});

describe('idle experts', () => {
  it('are those below a tenth of a fair share, the least first', () => {
    // 1000 tokens, top-2 of 8: a fair share is 250
    const found = idleExperts(counts([900, 24, 0, 500, 3, 300, 273, 0], 1000));
    expect(found.map(({ expert, choices, isSure }) => [expert, choices, isSure])).toEqual([
      [2, 0, true],
      [7, 0, true],
      [4, 3, true],
      [1, 24, false],
    ]);
    expect(found[0]!.chanceAtMost * 1000).toBeCloseTo(3, 1);
    expect(found[2]!.chanceAtMost).toBeGreaterThan(0.003);
  });

  it('are not sure after few tokens', () => {
    const found = idleExperts(counts([5, 5, 5, 5, 0, 0, 0, 0], 10));
    expect(found.map(({ expert, isSure }) => [expert, isSure])).toEqual(
      [4, 5, 6, 7].map((id) => [id, false]),
    );
  });

  it('of no tokens are all, and none for sure', () => {
    expect(idleExperts(counts([0, 0], 0))).toEqual([
      { expert: 0, choices: 0, chanceAtMost: 1, isSure: false },
      { expert: 1, choices: 0, chanceAtMost: 1, isSure: false },
    ]);
  });

  it('are none where loads are even', () => {
    expect(idleExperts(counts([250, 250, 250, 250], 500))).toEqual([]);
  });
});

describe('tokens to settle which experts to keep', () => {
  it('depend on the gap at the cut alone', () => {
    const clear = counts([500, 400, 60, 40], 500);
    expect(tokensToSettle(clear, 2)).toBeLessThan(500);
    expect(tokensToSettle(clear, 3)).toBeGreaterThan(tokensToSettle(clear, 2));
    expect(tokensToSettle(counts([500, 200, 200, 100], 500), 2)).toBe(Infinity);
  });

  it('are none where nobody is left out', () => {
    expect(tokensToSettle(counts([3, 5], 4), 2)).toBe(0);
  });
});
