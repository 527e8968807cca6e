import { describe, expect, it } from 'vitest';
import { matrixOf } from '../routing/matrix.ts';
import { emptyCounts } from '../routing/statistics/routing-counts.ts';
import { loadIntervals, type IntervalInput } from './load-intervals.ts';
import { measuredLoads } from './load-measures.ts';

describe('figures of a load', () => {
  it('are those worked out by hand, beside both ends of their scales', () => {
    const figures = measuredLoads(Float64Array.of(4, 2, 1, 1), 2);
    const numbers = Object.fromEntries(
      figures.map(({ measure, value, even, worst }) => [measure.id, [value, even, worst]]),
    );
    // q = ½ ¼ ⅛ ⅛: H = 1.75 bits; variance of 4 2 1 1 is 1.5; at worst two of four get all
    expect(numbers.entropy).toEqual([1.75, 2, 1]);
    expect(numbers['effective-experts']![0]).toBeCloseTo(2 ** 1.75, 12);
    expect(numbers['effective-experts']!.slice(1)).toEqual([4, 2]);
    expect(numbers.cv![0]).toBeCloseTo(Math.sqrt(1.5) / 2, 12);
    expect(numbers.cv!.slice(1)).toEqual([0, 1]);
    expect(numbers['max-over-mean']).toEqual([2, 1, 2]);
    expect(numbers['max-violation']).toEqual([1, 0, 1]);
    // (−3·1 − 1·1 + 1·2 + 3·4)/(4·8)
    expect(numbers.gini).toEqual([10 / 32, 0, 0.5]);
  });

  it('have no worst where k is not known, and are no numbers where nothing is chosen', () => {
    expect(measuredLoads(Float64Array.of(1, 2), null).map(({ worst }) => worst)).toEqual(
      new Array<null>(6).fill(null),
    );
    for (const { value } of measuredLoads(new Float64Array(3), 1)) expect(value).toBeNaN();
  });
});

/** Tokens that choose one expert each. */
function topOne(choices: readonly number[]): IntervalInput {
  const tokens = choices.reduce((a, b) => a + b, 0);
  const counts = {
    ...emptyCounts(choices.length, 1),
    choices: Float64Array.from(choices),
    tokensBySize: Float64Array.of(0, tokens),
  };
  return { counts, documents: null, topK: 1, tokens };
}

describe('intervals of loads', () => {
  it('are those of Wilson where documents are not known', () => {
    const { kind, units, low, high } = loadIntervals(topOne([10, 0, 90]))!;
    expect([kind, units]).toEqual(['tokens', 100]);
    // Wilson's formula of 10 in 100, worked out in Python
    expect(low[0]).toBeCloseTo(0.05522913, 7);
    expect(high[0]).toBeCloseTo(0.17436566, 7);
    expect([low[1], high[2]! < 1]).toEqual([0, true]);
  });

  it('are of the share of choices, k times as small as that of tokens', () => {
    const one = loadIntervals(topOne([10, 30, 60]))!;
    const two = loadIntervals({
      ...topOne([10, 30, 60]),
      counts: {
        ...topOne([10, 30, 60]).counts,
        choices: Float64Array.of(10, 90, 100),
        tokensBySize: Float64Array.of(0, 0, 100),
      },
      topK: 2,
    })!;
    expect(two.low[0]).toBeCloseTo(one.low[0]! / 2, 12);
    expect(two.high[0]).toBeCloseTo(one.high[0]! / 2, 12);
  });

  it('are wider for documents of one kind each than for tokens', () => {
    const documents = matrixOf(
      Array.from({ length: 20 }, (_, document) => (document % 2 === 0 ? [50, 0] : [0, 50])),
    );
    const byDocument = loadIntervals({ ...topOne([500, 500]), documents })!;
    const byToken = loadIntervals(topOne([500, 500]))!;
    expect([byDocument.kind, byDocument.units]).toEqual(['documents', 20]);
    expect(byDocument.high[0]! - byDocument.low[0]!).toBeGreaterThan(
      5 * (byToken.high[0]! - byToken.low[0]!),
    );
    // half of twenty documents: the share of each scatters by √(¼/20) = 0.112
    expect(byDocument.high[0]! - 0.5).toBeGreaterThan(1.7 * 0.112);
    expect(byDocument.high[0]! - 0.5).toBeLessThan(2.6 * 0.112);
  });

  it('are of tokens where some choices are of no document', () => {
    const documents = matrixOf(Array.from({ length: 5 }, (_, i) => [i, 4 - i]));
    expect(loadIntervals({ ...topOne([10, 10]), documents })!.kind).toBe('documents');
    expect(loadIntervals({ ...topOne([50, 10]), documents })!.kind).toBe('tokens');
    const none = matrixOf(Array.from({ length: 5 }, () => [0, 0]));
    expect(loadIntervals({ ...topOne([5, 5]), documents: none })!.kind).toBe('tokens');
  });

  it('are none of fewer than five documents', () => {
    const documents = matrixOf(Array.from({ length: 4 }, (_, i) => [i, 3 - i]));
    expect(loadIntervals({ ...topOne([6, 6]), documents })).toBeNull();
  });

  it('are not made up where neither documents nor tokens are known, or nothing was chosen', () => {
    const counted = topOne([3, 4]);
    const unknown = {
      ...counted,
      tokens: null,
      counts: { ...counted.counts, tokensBySize: new Float64Array(1) },
    };
    expect(loadIntervals(unknown)).toBeNull();
    expect(loadIntervals(topOne([0, 0]))).toBeNull();
  });
});
