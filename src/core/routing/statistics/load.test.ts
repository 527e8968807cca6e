import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import {
  coefficientOfVariation,
  effectiveExperts,
  loadEntropyBits,
  loadGini,
  lorenzCurve,
  maxOverMean,
  maxViolation,
  participatingExperts,
} from './load.ts';
import { collapsedLoad, loadLimits, measureLoad } from './load-summary.ts';

const [layer0, layer7, layer15] = golden.loads.map(({ load }) => Float64Array.from(load));

describe('the load of OLMoE on GitHub text', () => {
  it.each([
    ['0', layer0!, 0.961, 0.2909, 5.006],
    ['7', layer7!, 0.8514, 0.5835, 6.157],
    ['15', layer15!, 0.853, 0.5894, 4.509],
  ])('layer %s has the published numbers', (_, load, entropy, gini, peak) => {
    expect(loadEntropyBits(load) / Math.log2(64)).toBeCloseTo(entropy, 4);
    expect(loadGini(load)).toBeCloseTo(gini, 4);
    expect(maxOverMean(load)).toBeCloseTo(peak, 3);
  });

  it.each(golden.loads)('agrees with NumPy', ({ load, ...expected }) => {
    const counts = Float64Array.from(load);
    expect(loadEntropyBits(counts)).toBeCloseTo(expected.entropyBits, 10);
    expect(participatingExperts(counts)).toBeCloseTo(expected.participating, 9);
    expect(coefficientOfVariation(counts)).toBeCloseTo(expected.cv, 10);
    expect(maxOverMean(counts)).toBeCloseTo(expected.maxOverMean, 10);
    expect(loadGini(counts)).toBeCloseTo(expected.gini, 10);
    expectClose(
      lorenzCurve(counts).filter((_, i) => i % 8 === 0),
      expected.lorenz,
    );
  });
});

const topKOfE = [
  [8, 64],
  [2, 8],
  [1, 10],
  [4, 4],
] as const;

describe('the ends of the scales', () => {
  it.each(topKOfE)('top-%d of %d: balanced', (k, experts) => {
    const { balanced } = loadLimits(experts, k);
    expect(balanced.entropyBits).toBeCloseTo(Math.log2(experts), 12);
    expect(balanced.effectiveExperts).toBeCloseTo(experts, 9);
    expect(balanced.participatingExperts).toBeCloseTo(experts, 9);
    expect([balanced.cv, balanced.maxOverMean, balanced.maxViolation, balanced.gini]).toEqual([0, 1, 0, 0]);
  });

  it.each(topKOfE)('top-%d of %d: collapsed', (k, experts) => {
    const { collapsed } = loadLimits(experts, k);
    expect(collapsed.entropyBits).toBeCloseTo(Math.log2(k), 12);
    expect(collapsed.effectiveExperts).toBeCloseTo(k, 9);
    expect(collapsed.participatingExperts).toBeCloseTo(k, 9);
    expect(collapsed.cv).toBeCloseTo(Math.sqrt(experts / k - 1), 12);
    expect(collapsed.maxOverMean).toBeCloseTo(experts / k, 12);
    expect(collapsed.maxViolation).toBeCloseTo(experts / k - 1, 12);
    expect(collapsed.gini).toBeCloseTo(1 - k / experts, 12);
  });

  it('total collapse of top-8 of 64 is 3 bits, half of the scale from 0', () => {
    expect(loadLimits(64, 8).collapsed.entropyBits).toBeCloseTo(3, 12);
    expect(loadEntropyBits(collapsedLoad(64, 8)) / Math.log2(64)).toBeCloseTo(0.5, 12);
  });

  it('a mean of varying sizes leaves a part for the next expert', () => {
    expectClose(collapsedLoad(4, 2.25), [1, 1, 0.25, 0]);
  });

  it('hold for any load that top-k can make', () => {
    const loads = fc.integer({ min: 2, max: 9 }).chain((experts) =>
      fc.tuple(
        fc.integer({ min: 1, max: experts }),
        fc.array(
          fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: experts, maxLength: experts }),
          {
            minLength: 1,
            maxLength: 12,
          },
        ),
      ),
    );
    fc.assert(
      fc.property(loads, ([topK, scores]) => {
        const load = new Float64Array(scores[0]!.length);
        for (const row of scores) {
          const best = row.map((_, i) => i).sort((a, b) => row[b]! - row[a]!);
          for (const expert of best.slice(0, topK)) load[expert]!++;
        }
        const { balanced, collapsed } = loadLimits(load.length, topK);
        const measured = measureLoad(load);
        for (const name of Object.keys(measured) as (keyof typeof measured)[]) {
          const [low, high] = [balanced[name], collapsed[name]].sort((a, b) => a - b);
          expect(measured[name]).toBeGreaterThan(low! - 1e-9);
          expect(measured[name]).toBeLessThan(high! + 1e-9);
        }
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe('measures of load', () => {
  it('do not change with the unit nor the order of experts', () => {
    const [one, other] = [Float64Array.of(5, 1, 0, 2), Float64Array.of(0.2, 0, 0.5, 0.1)].map(measureLoad);
    for (const name of Object.keys(one!) as (keyof typeof one)[]) {
      expect(one![name]).toBeCloseTo(other![name], 12);
    }
  });

  it('agree with a load that a person can work out', () => {
    const load = Float64Array.of(3, 1, 0, 0);
    expect(effectiveExperts(load)).toBeCloseTo(4 / 3 ** 0.75, 12);
    expect(participatingExperts(load)).toBeCloseTo(1.6, 12);
    expect(maxViolation(load)).toBe(2);
    // |differences| of all 16 pairs sum to 2 · (2 + 3 + 3 + 1 + 1) = 20: 20/16 over twice the mean of 1
    expect(loadGini(load)).toBeCloseTo(0.625, 12);
    expectClose(lorenzCurve(load), [0, 0, 0, 0.25, 1]);
  });

  it('of one expert are those of balance and of collapse at once', () => {
    expect(measureLoad(Float64Array.of(9))).toEqual(loadLimits(1, 1).balanced);
    expect(loadLimits(1, 1).collapsed).toEqual(loadLimits(1, 1).balanced);
  });

  it('of nothing are unknown', () => {
    for (const load of [new Float64Array(3), new Float64Array(0)]) {
      expect(Object.values<number>({ ...measureLoad(load) }).every(Number.isNaN)).toBe(true);
    }
  });
});
