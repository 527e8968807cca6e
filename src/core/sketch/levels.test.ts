import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sketchOf } from '../../testing/sketch-of.ts';
import {
  binEdge,
  binOf,
  coarsen,
  meanInBin,
  mergeLevels,
  noLevels,
  scaleLevels,
  SKETCH_BINS,
  summed,
  TABLE_BINS,
  type Levels,
} from './levels.ts';

const magnitude = fc.double({ min: 2 ** -130, max: 2 ** 130, noNaN: true });
const magnitudes = fc.array(fc.oneof(magnitude, fc.double({ min: 0.5, max: 4, noNaN: true })), {
  maxLength: 60,
});
const runs = { seed: 17, numRuns: 200 };

function levelsOf(values: readonly number[], binsPerOctave: number | null): Levels {
  return sketchOf(values, binsPerOctave).levels;
}

/** Same resolution and counts; means to rounding, spreads to what 32 bits and cancellation leave. */
function expectSameLevels(actual: Levels, expected: Levels): void {
  expect(actual.binsPerOctave).toBe(expected.binsPerOctave);
  expect(actual.count).toEqual(expected.count);
  actual.mean.forEach((mean, i) => {
    expect(Math.abs(mean / expected.mean[i]! - 1)).toBeLessThan(1e-12);
    expect(Math.abs(actual.spread[i]! - expected.spread[i]!) / mean).toBeLessThan(1e-6);
  });
}

function expectRising({ mean, binsPerOctave }: Levels): void {
  for (let i = 1; i < mean.length; i++) {
    expect(mean[i]).toBeGreaterThan(mean[i - 1]!);
    if (binsPerOctave === null) continue;
    expect(binOf(mean[i]!, binsPerOctave)).toBeGreaterThan(binOf(mean[i - 1]!, binsPerOctave));
  }
}

describe('bins', () => {
  const anyMagnitude = fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true });
  const resolution = fc.constantFrom(1, 8, 16, 128);

  it('hold what lies between their edges', () => {
    fc.assert(
      fc.property(anyMagnitude, resolution, (m, bins) => {
        const bin = binOf(m, bins);
        expect(binEdge(bin, bins)).toBeLessThanOrEqual(m);
        expect(binEdge(bin + 1, bins)).toBeGreaterThan(m);
      }),
      runs,
    );
  });

  it('divide every octave evenly', () => {
    expect([-4, 0, 1, 3, 4, 6].map((bin) => binEdge(bin, 4))).toEqual([0.5, 1, 1.25, 1.75, 2, 3]);
    expect([-127 * 4, -126 * 4 - 1, -126 * 4].map((bin) => binEdge(bin, 4))).toEqual([0, 0, 2 ** -126]);
    expect([1024 * 8 - 1, 1024 * 8, 1e9].map((bin) => binEdge(bin, 8))).toEqual([
      15 * 2 ** 1020,
      Infinity,
      Infinity,
    ]);
  });

  it('nest: a fine bin lies within one coarse bin', () => {
    fc.assert(
      fc.property(anyMagnitude, (m) => {
        const fine = binOf(m, TABLE_BINS);
        const edge = binEdge(fine, TABLE_BINS);
        expect(binOf(edge === 0 ? m : edge, SKETCH_BINS)).toBe(binOf(m, SKETCH_BINS));
      }),
      runs,
    );
  });

  it('keep their mean, whatever rounding and overflow do', () => {
    const below = 2 - 2 ** -52;
    const bin = binOf(below, 8);
    expect(binOf(meanInBin({ count: 3, sum: 3 * below + 1e-15 }, bin, 8), 8)).toBe(bin);
    expect(meanInBin({ count: 2, sum: Infinity }, binOf(1e308, 8), 8)).toBeLessThan(Infinity);
    expect(meanInBin({ count: 1e9, sum: 0 }, binOf(1e-320, 8), 8)).toBeGreaterThan(0);
  });
});

describe('merging', () => {
  const three = fc.tuple(magnitudes, magnitudes, magnitudes);

  it.each([
    ['exact', null, null],
    ['compact', SKETCH_BINS, null],
    ['full', null, TABLE_BINS],
    ['of two resolutions', TABLE_BINS, SKETCH_BINS],
  ])('%s levels is associative and commutative, and that of the whole', (_, first, second) => {
    fc.assert(
      fc.property(three, fc.constantFrom(Infinity, 30), ([x, y, z], exactLimit) => {
        const parts = [levelsOf(x, first), levelsOf(y, second), levelsOf(z, first)] as const;
        const [a, b, c] = parts;
        const merge = (...levels: Levels[]) => mergeLevels(levels, { exactLimit });
        const all = merge(a, b, c);
        expectRising(all);
        expectSameLevels(merge(merge(a, b), c), all);
        expectSameLevels(merge(a, merge(b, c)), all);
        expectSameLevels(merge(c, a, b), all);
        expectSameLevels(levelsOf([...x, ...y, ...z], all.binsPerOctave), all);
      }),
      runs,
    );
  });

  it('of many exact levels stays exact up to the limit', () => {
    const parts = Array.from({ length: 33 }, (_, i) => levelsOf([1 + i / 64, 2, 3], null));
    expect(mergeLevels(parts, { exactLimit: 35 }).mean.length).toBe(35);
    expect(mergeLevels(parts, { exactLimit: 34 }).binsPerOctave).toBe(SKETCH_BINS);
    expect(mergeLevels(parts).count.at(-1)).toBe(33);
  });

  it('of nothing is nothing', () => {
    expect(mergeLevels([])).toBe(noLevels);
    expect(mergeLevels([noLevels, levelsOf([0, NaN], 8)])).toBe(noLevels);
  });

  it('survives magnitudes whose squares overflow', () => {
    const huge = levelsOf([1e300, 1.1e300, Number.MAX_VALUE, Number.MAX_VALUE], 8);
    const merged = mergeLevels([huge, huge, levelsOf([1], 8)]);
    expectRising(merged);
    expect([...merged.mean, ...merged.count].every(Number.isFinite)).toBe(true);
    expect(merged.spread.some(Number.isNaN)).toBe(false);
  });
});

describe('coarsening', () => {
  it('equals binning at once', () => {
    fc.assert(
      fc.property(magnitudes, fc.constantFrom(null, TABLE_BINS), (values, from) => {
        expectSameLevels(coarsen(levelsOf(values, from), SKETCH_BINS), levelsOf(values, SKETCH_BINS));
      }),
      runs,
    );
  });

  it('keeps number and sum', () => {
    fc.assert(
      fc.property(magnitudes, (values) => {
        const exact = summed(levelsOf(values, null));
        const coarse = summed(coarsen(levelsOf(values, null), 1));
        expect(coarse.count).toBe(exact.count);
        expect(Math.abs(coarse.sum - exact.sum)).toBeLessThanOrEqual(1e-12 * exact.sum);
      }),
      runs,
    );
  });
});

describe('scaling', () => {
  it('multiplies counts and nothing else', () => {
    const levels = levelsOf([1, 1.05, 2, 7], 8);
    const scaled = scaleLevels(levels, 2.5);
    expect([...scaled.count]).toEqual([5, 2.5, 2.5]);
    expect(scaled.mean).toEqual(levels.mean);
    expect(scaleLevels(levels, 1)).toBe(levels);
  });
});
