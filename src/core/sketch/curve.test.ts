import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cumulative, sketchOf, sortedMagnitudes, worstCurveError } from '../../testing/sketch-of.ts';
import {
  cumulativeAt,
  curveOf,
  magnitudeAt,
  populationOf,
  rankOfMagnitude,
  rankOfShare,
  shareAt,
  totalOf,
} from './curve.ts';
import { SKETCH_BINS, TABLE_BINS } from './levels.ts';
import { emptySketch, scaleSketch } from './sketch.ts';

const runs = { seed: 23, numRuns: 300 };
const quantities = ['mass', 'energy'] as const;
const resolution = fc.constantFrom(null, 1, SKETCH_BINS, TABLE_BINS);
const weights = fc.array(
  fc.oneof(
    fc.double({ min: -4, max: 4, noNaN: true }),
    fc.constantFrom(0, -0, NaN, Infinity, 1, -1, 0.5, 1e-40),
  ),
  { maxLength: 80 },
);
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

/** Weights that are hard on a binned curve: a few magnitudes anywhere in a few neighbouring bins, in any numbers. */
const adversarial = fc
  .array(
    fc.record({
      octave: fc.constantFrom(-130, -127, -3, 0, 0, 1),
      position: fc.oneof(fraction, fc.constantFrom(0, 0.124999, 0.125, 0.9999999)),
      count: fc.nat(60),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((groups) =>
    groups.flatMap(({ octave, position, count }) =>
      new Array<number>(count).fill(2 ** octave * (1 + Math.min(position, 1 - 2 ** -52))),
    ),
  );

describe('an exact curve', () => {
  it('is the sorted cumulative sum at every rank, and linear between', () => {
    fc.assert(
      fc.property(weights, (values) => {
        const falling = sortedMagnitudes(values);
        const curve = curveOf(sketchOf(values));
        expect(curve.errorBound).toBe(0);
        quantities.forEach((quantity, power) => {
          const sums = cumulative(falling, power === 0 ? 1 : 2);
          sums.forEach((sum, rank) => {
            expect(cumulativeAt(curve, rank, quantity)).toBeCloseTo(sum, 10);
            const half = (sum + (sums[rank + 1] ?? sum)) / 2;
            expect(cumulativeAt(curve, rank + 0.5, quantity)).toBeCloseTo(half, 10);
          });
        });
      }),
      runs,
    );
  });

  it('knows the threshold that keeps a number of weights, and the number above a threshold', () => {
    fc.assert(
      fc.property(weights, (values) => {
        const falling = sortedMagnitudes(values);
        const curve = curveOf(sketchOf(values));
        falling.forEach((magnitude, i) => {
          expect(magnitudeAt(curve, i + 1)).toBe(magnitude);
          expect(magnitudeAt(curve, i + 0.5)).toBe(magnitude);
          expect(rankOfMagnitude(curve, magnitude)).toBe(falling.filter((a) => a >= magnitude).length);
        });
        expect(magnitudeAt(curve, 0)).toBe(falling[0] ?? 0);
        expect(magnitudeAt(curve, falling.length + 1)).toBe(0);
      }),
      runs,
    );
  });

  it('is not led astray by the rounding of a fraction', () => {
    const curve = curveOf(sketchOf(Array.from({ length: 100 }, (_, i) => i + 1)));
    expect(0.07 * 100).toBeGreaterThan(7);
    expect(magnitudeAt(curve, 0.07 * 100)).toBe(94);
  });
});

describe('any curve', () => {
  it('begins at 0, ends at 1, rises, and is concave', () => {
    fc.assert(
      fc.property(weights, resolution, (values, bins) => {
        const curve = curveOf(sketchOf(values, bins));
        const n = populationOf(curve, 'nonzero');
        for (const quantity of quantities) {
          expect(shareAt(curve, 0, quantity)).toBe(0);
          if (totalOf(curve, quantity) === 0) continue;
          expect(shareAt(curve, n, quantity)).toBe(1);
          expect(shareAt(curve, populationOf(curve, 'all'), quantity)).toBe(1);
          const shares = Array.from({ length: 101 }, (_, i) => shareAt(curve, (n * i) / 100, quantity));
          const steps = shares.slice(1).map((share, i) => share - shares[i]!);
          expect(Math.min(...steps)).toBeGreaterThan(-1e-14);
          expect(Math.max(...steps.slice(1).map((step, i) => step - steps[i]!))).toBeLessThan(1e-13);
        }
      }),
      runs,
    );
  });

  it('finds the rank of a share, and the share of that rank again', () => {
    fc.assert(
      fc.property(weights, resolution, fraction, (values, bins, share) => {
        const curve = curveOf(sketchOf(values, bins));
        for (const quantity of quantities) {
          if (totalOf(curve, quantity) === 0) {
            expect(rankOfShare(curve, share, quantity)).toBe(0);
            continue;
          }
          const rank = rankOfShare(curve, share, quantity);
          expect(rank).toBeLessThanOrEqual(curve.nonZero);
          expect(Math.abs(shareAt(curve, rank, quantity) - share)).toBeLessThan(1e-9);
        }
      }),
      runs,
    );
  });

  it('finds the rank of a magnitude, and the magnitude of that rank again', () => {
    fc.assert(
      fc.property(weights, resolution, fraction, (values, bins, at) => {
        const curve = curveOf(sketchOf(values, bins));
        if (curve.nonZero === 0) return;
        const magnitude = magnitudeAt(curve, at * curve.nonZero);
        // the lowest bin reaches down to 0, where no relative precision is left
        if (magnitude < 2 ** -126) return;
        const rank = rankOfMagnitude(curve, magnitude);
        expect(rank).toBeGreaterThanOrEqual(at * curve.nonZero - 1e-6 * curve.nonZero);
        expect(Math.abs(magnitudeAt(curve, rank) / magnitude - 1)).toBeLessThan(1e-6);
      }),
      runs,
    );
  });

  it('of a scaled sketch has the same shares', () => {
    fc.assert(
      fc.property(weights, resolution, fraction, (values, bins, at) => {
        const curve = curveOf(sketchOf(values, bins));
        const scaled = curveOf(scaleSketch(sketchOf(values, bins), 7.3));
        const rank = at * populationOf(curve, 'all');
        expect(shareAt(scaled, 7.3 * rank)).toBeCloseTo(shareAt(curve, rank), 10);
        expect(scaled.errorBound).toBeCloseTo(curve.errorBound, 10);
      }),
      runs,
    );
  });
});

describe('the error bound', () => {
  it.each([1, SKETCH_BINS, TABLE_BINS])('holds for %d bins an octave, whatever lies in them', (bins) => {
    fc.assert(
      fc.property(adversarial, (values) => {
        if (values.length === 0) return;
        const sketch = sketchOf(values, bins);
        // spreads are kept in 32 bits, hence the last millionth
        expect(worstCurveError(values, sketch)).toBeLessThanOrEqual(
          curveOf(sketch).errorBound * (1 + 1e-6) + 1e-12,
        );
      }),
      { seed: 29, numRuns: 1500 },
    );
  });

  it('is nearly reached by two magnitudes at the edges of one bin', () => {
    const values = [...new Array<number>(50).fill(1), ...new Array<number>(50).fill(1.1249999)];
    const sketch = sketchOf(values, SKETCH_BINS);
    const { errorBound } = curveOf(sketch);
    expect(errorBound).toBeLessThan(1 / 32);
    expect(worstCurveError(values, sketch)).toBeGreaterThan(errorBound / 2 - 1e-9);
  });

  it('owns up to knowing nothing of tiny doubles, which share one bin', () => {
    const values = [1e-300, 1e-200, 1e-100];
    const { errorBound } = curveOf(sketchOf(values, SKETCH_BINS));
    expect(errorBound).toBeGreaterThanOrEqual(worstCurveError(values, sketchOf(values, SKETCH_BINS)));
    expect(errorBound).toBeGreaterThan(0.5);
  });
});

describe('nothing to draw', () => {
  it.each([
    ['no weights', emptySketch],
    ['only zeros', sketchOf([0, -0, 0])],
    ['nothing finite', sketchOf([NaN, Infinity, -Infinity])],
    ['sums that overflow', sketchOf(new Array<number>(9).fill(Number.MAX_VALUE), SKETCH_BINS)],
  ])('%s gives zeros', (_, sketch) => {
    const curve = curveOf(sketch);
    const n = populationOf(curve, 'all');
    for (const quantity of quantities) {
      for (const rank of [0, n / 2, n, n + 1]) {
        expect(cumulativeAt(curve, rank, quantity)).toBe(0);
        expect(shareAt(curve, rank, quantity)).toBe(0);
      }
      expect(rankOfShare(curve, 0.5, quantity)).toBe(0);
    }
    expect(curve.errorBound).toBe(0);
  });
});
