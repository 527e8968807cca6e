import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { seededRandom, type Random } from '../../random.ts';
import { matrixOf, sum, zeroMatrix, type Matrix } from '../matrix.ts';
import { bootstrapInterval } from './bootstrap.ts';
import { percentileInterval, quantileOf } from './interval.ts';
import { loadEntropyBits } from './load.ts';

const shares = (load: Float64Array) => load.map((count) => count / sum(load));

/** Documents whose share of expert 0 scatters about 0.4: 100 choices each. */
function sample(documents: number, random: Random): Matrix {
  const clusters = zeroMatrix(documents, 2);
  for (let document = 0; document < documents; document++) {
    const taste = Math.max(0, Math.min(1, 0.4 + 0.15 * random.normal()));
    for (let choice = 0; choice < 100; choice++) {
      clusters.values[2 * document + (random.uniform() < taste ? 0 : 1)]!++;
    }
  }
  return clusters;
}

describe('the bootstrap over documents', () => {
  it('covers the truth as often as it says', () => {
    const random = seededRandom(31);
    const [runs, confidence] = [1200, 0.9];
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const options = { seed: run, replicates: 200, confidence };
      const { low, high } = bootstrapInterval(sample(10, random), shares, options)!;
      covered += Number(low[0]! <= 0.4 && 0.4 <= high[0]!);
    }
    expect(Math.abs(covered / runs - confidence)).toBeLessThan(0.025);
  });

  it('is wider than tokens taken one by one would make it', () => {
    const { low, high } = bootstrapInterval(sample(40, seededRandom(1)), shares, { seed: 1 })!;
    const ofTokens = 2 * 1.96 * Math.sqrt((0.4 * 0.6) / 4000);
    expect(high[0]! - low[0]!).toBeGreaterThan(2 * ofTokens);
  });

  it('takes any statistic of the sums, and is the same for the same seed', () => {
    const clusters = sample(12, seededRandom(2));
    const entropy = (load: Float64Array) => Float64Array.of(loadEntropyBits(load), load[0]!);
    const [a, b, c] = [4, 4, 5].map((seed) =>
      bootstrapInterval(clusters, entropy, { seed, replicates: 100 }),
    );
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    expect(a!.low).toHaveLength(2);
    expect(a!.low[0]).toBeLessThan(a!.high[0]!);
  });

  it('of documents that are all alike has no width, of one document says nothing', () => {
    const alike = matrixOf([
      [3, 1],
      [3, 1],
      [3, 1],
    ]);
    const { low, high } = bootstrapInterval(alike, shares, { seed: 1, replicates: 20 })!;
    expectClose(low, [0.75, 0.25]);
    expectClose(high, [0.75, 0.25]);
    expect(bootstrapInterval(matrixOf([[3, 1]]), shares, { seed: 1 })).toBe(null);
  });
});

describe('percentiles', () => {
  it('lie between ranks as NumPy’s do', () => {
    const rising = Float64Array.of(1, 2, 4, 8);
    expectClose(
      [0, 0.1, 0.5, 0.75, 1].map((q) => quantileOf(rising, q)),
      [1, 1.3, 3, 5, 8],
    );
    expect(quantileOf(new Float64Array(0), 0.5)).toBeNaN();
  });

  it('of each value apart, unknown ones left out', () => {
    const outcomes = [
      [1, NaN],
      [3, 5],
      [2, 7],
    ].map((values) => Float64Array.from(values));
    const { low, high } = percentileInterval(outcomes, 0.5);
    expectClose(low, [1.5, 5.5]);
    expectClose(high, [2.5, 6.5]);
  });
});
