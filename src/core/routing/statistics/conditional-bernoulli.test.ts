import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { subsets } from '../../../testing/subsets.ts';
import { seededRandom } from '../../random.ts';
import { coinsOf, inclusionOf, pairInclusion } from './conditional-bernoulli.ts';

/** By listing every set. */
function listed(weights: readonly number[], size: number): { inside: number[]; pairs: number[] } {
  const n = weights.length;
  const pairs = new Array<number>(n * n).fill(0);
  let total = 0;
  for (const set of subsets(n, size)) {
    const weight = set.reduce((product, i) => product * weights[i]!, 1);
    total += weight;
    for (const i of set) for (const j of set) pairs[i * n + j]! += weight;
  }
  const shares = pairs.map((pair) => pair / total);
  return { inside: weights.map((_, i) => shares[i * n + i]!), pairs: shares };
}

const logsOf = (weights: readonly number[]) => Float64Array.from(weights, Math.log);

describe('sets of a fixed size', () => {
  it('have the chances that listing them all gives', () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(weights, fc.nat(7), (any, k) => {
        const size = k % (any.length + 1);
        const coins = coinsOf(logsOf(any), size);
        const { inside, pairs } = listed(any, size);
        const found = inclusionOf(coins, size);
        expectClose(found.inside, inside);
        expectClose(
          found.outside,
          inside.map((chance) => 1 - chance),
        );
        expectClose(pairInclusion(coins, size), pairs);
      }),
      { seed: 2, numRuns: 150 },
    );
  });

  it('with equal weights have k/n, and (k − 1)/(n − 1) given another', () => {
    const pairs = pairInclusion(coinsOf(new Float64Array(8), 2), 2);
    expect(pairs[0]).toBeCloseTo(2 / 8, 12);
    expect(pairs[1]).toBeCloseTo((2 / 8) * (1 / 7), 12);
    // what seems to be repulsion beside independent choices
    expect(pairs[1]! / (2 / 8) ** 2).toBeCloseTo(0.571, 3);
  });

  it('may hold items always, and never', () => {
    const logWeights = Float64Array.of(Infinity, 0, -Infinity, Math.log(3));
    const { inside, outside } = inclusionOf(coinsOf(logWeights, 2), 2);
    expectClose(inside, [1, 0.25, 0, 0.75]);
    expectClose(outside, [0, 0.75, 1, 0.25]);
    expectClose(inclusionOf(coinsOf(logWeights, 1), 1).inside, [1, 0, 0, 0]);
  });

  it('keep their digits for 512 items, 32 at a time, with weights of 40 orders of magnitude', () => {
    const random = seededRandom(13);
    const logWeights = Float64Array.from({ length: 512 }, () => 92 * (random.uniform() - 0.5));
    const coins = coinsOf(logWeights, 32);
    const { inside, outside } = inclusionOf(coins, 32);
    expect(inside.reduce((a, b) => a + b)).toBeCloseTo(32, 9);
    inside.forEach((chance, i) => expect(chance + outside[i]!).toBeCloseTo(1, 12));
    // odds of two sets that differ in one item each way are the ratio of the weights: in order, and never zero
    const rising = [...logWeights.keys()].sort((a, b) => logWeights[a]! - logWeights[b]!);
    rising.slice(1).forEach((item, r) => expect(inside[item]).toBeGreaterThanOrEqual(inside[rising[r]!]!));
    expect(inside.every((chance) => chance > 0)).toBe(true);
    // each i brings 31 others with it
    const pairs = pairInclusion(coins, 32);
    for (let i = 0; i < 512; i++) {
      const row = pairs.subarray(i * 512, (i + 1) * 512);
      expect(row.reduce((a, b) => a + b) / inside[i]!).toBeCloseTo(32, 9);
      expect(Math.abs(row[(7 * i) % 512]! - pairs[((7 * i) % 512) * 512 + i]!)).toBeLessThan(1e-13);
    }
  });

  it('is the same whatever factor all weights share', () => {
    const logWeights = Float64Array.of(0.3, -1, 2, 0.1);
    const shifted = logWeights.map((weight) => weight + 300);
    expectClose(inclusionOf(coinsOf(shifted, 2), 2).inside, inclusionOf(coinsOf(logWeights, 2), 2).inside);
  });
});
