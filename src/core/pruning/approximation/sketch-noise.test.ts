import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenWeights } from '../../../testing/golden-weights.ts';
import { sketchOf } from '../../../testing/sketch-of.ts';
import { packSketches } from '../../sketch/columns.ts';
import { SKETCH_BINS } from '../../sketch/levels.ts';
import { allSteps } from '../../steps.ts';
import { quantisationError, quantisedBits, sqnr, type QuantisedBits } from '../matrix/quantise.ts';
import { noisePlace, sketchNoiseSteps } from './sketch-noise.ts';

function truth(weights: readonly number[], bits: QuantisedBits): { signal: number; noise: number } {
  const matrix = { rows: 1, columns: weights.length, values: Float64Array.from(weights) };
  return quantisationError(matrix, { bits, group: 'tensor' });
}

function predicted(
  weights: readonly number[],
  bits: QuantisedBits,
  binsPerOctave: number | null = SKETCH_BINS,
) {
  const noise = allSteps(sketchNoiseSteps(packSketches([sketchOf(weights, binsPerOctave)])));
  const at = noisePlace(0, bits);
  return { value: noise.value[at]!, low: noise.low[at]!, high: noise.high[at]! };
}

const distributions = [
  'gaussian',
  'student-t3',
  'uniform',
  'laplace',
  'lognormal',
  'half-pruned',
  'outliers',
];

describe('the error of one scale a matrix, by its sketch', () => {
  it.each(distributions)('is told within its bound, and closely, of weights that are %s', (distribution) => {
    const weights = goldenWeights(distribution, { weights: 20_000, seed: 4 });
    for (const bits of quantisedBits) {
      const { signal, noise } = truth(weights, bits);
      const { value, low, high } = predicted(weights, bits);
      expect(low).toBeLessThanOrEqual(noise * (1 + 1e-9));
      expect(high).toBeGreaterThanOrEqual(noise * (1 - 1e-9));
      expect(Math.abs(sqnr({ signal, noise: value }) - sqnr({ signal, noise }))).toBeLessThan(0.1);
    }
  });

  it('is bound closely where levels are narrower than steps', () => {
    const weights = goldenWeights('gaussian', { weights: 20_000, seed: 5 });
    for (const bits of [4, 3, 2] as const) {
      const { low, high } = predicted(weights, bits);
      expect(10 * Math.log10(high / low)).toBeLessThan(1.5);
    }
  });

  it.each(['int4-grid', 'int8-grid', 'two-values', 'zeros'])(
    'is exact of weights that are %s',
    (distribution) => {
      const weights = goldenWeights(distribution, { weights: 2000, seed: 6 });
      for (const bits of quantisedBits) {
        const { noise } = truth(weights, bits);
        const { value, low, high } = predicted(weights, bits, null);
        expect(value).toBeCloseTo(noise, 9);
        expect([low, high]).toEqual([value, value]);
      }
    },
  );

  it('is within its bound whatever the weights are', () => {
    const anyWeights = fc.array(
      fc.oneof(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.constantFrom(0, 1, -0.5, 1e-40, 0.49999, NaN, Infinity),
      ),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(anyWeights, fc.constantFrom(...quantisedBits), (weights, bits) => {
        const { signal, noise } = truth(weights, bits);
        const { value, low, high } = predicted(weights, bits);
        // spreads are kept in 32 bits
        const slack = 1e-12 * signal + 1e-7 * high + 1e-60;
        expect(low).toBeLessThanOrEqual(noise + slack);
        expect(high).toBeGreaterThanOrEqual(noise - slack);
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
