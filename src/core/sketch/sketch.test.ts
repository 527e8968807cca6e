import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sketchOf } from '../../testing/sketch-of.ts';
import { packSketches, sketchAt, totalsAt, transferablesOf } from './columns.ts';
import { allSteps } from '../steps.ts';
import { emptySketch, mergeSketches, mergeSteps, scaleSketch } from './sketch.ts';
import { finiteCount, nonZeroCount } from './totals.ts';

const weights = fc.array(
  fc.oneof(fc.double({ min: -4, max: 4, noNaN: true }), fc.constantFrom(0, -0, NaN, Infinity, -Infinity)),
  { maxLength: 40 },
);
const sketch = fc
  .tuple(weights, fc.constantFrom(null, 8, 128))
  .map(([values, binsPerOctave]) => sketchOf(values, binsPerOctave));

describe('sketches', () => {
  it('add up to that of all weights, totals included', () => {
    fc.assert(
      fc.property(fc.array(weights, { maxLength: 5 }), (parts) => {
        const merged = mergeSketches(parts.map((values) => sketchOf(values)));
        const whole = sketchOf(parts.flat());
        const { l1, sumSquares, ...counts } = merged.totals;
        expect(counts).toEqual({ ...whole.totals, l1: undefined, sumSquares: undefined });
        expect(l1).toBeCloseTo(whole.totals.l1, 10);
        expect(sumSquares).toBeCloseTo(whole.totals.sumSquares, 10);
        expect([...merged.levels.count]).toEqual([...whole.levels.count]);
      }),
      { seed: 31, numRuns: 200 },
    );
  });

  it('add up alike with rests and at once', () => {
    const parts = Array.from({ length: 700 }, (_, i) =>
      sketchOf([i + 1, -0.5 * i, 0, 3], i % 3 === 0 ? null : 8),
    );
    for (const some of [parts, parts.filter((_, i) => i % 3 === 0)]) {
      const slowly = allSteps(mergeSteps(some));
      const atOnce = mergeSketches(some);
      expect(slowly.totals).toEqual(atOnce.totals);
      expect(slowly.levels.binsPerOctave).toBe(atOnce.levels.binsPerOctave);
      expect(slowly.levels.count).toEqual(atOnce.levels.count);
      slowly.levels.mean.forEach((mean, i) => expect(mean).toBeCloseTo(atOnce.levels.mean[i]!, 9));
    }
  });

  it('of a sample speak for the whole, but for the largest weight', () => {
    const { totals, levels } = scaleSketch(sketchOf([0, NaN, 2, -3]), 10);
    expect([totals.count, totals.zeros, totals.nan, totals.l1, totals.sumSquares]).toEqual([
      40, 10, 10, 50, 130,
    ]);
    expect(totals.maxAbs).toBe(3);
    expect(finiteCount(totals)).toBe(30);
    expect(nonZeroCount(totals)).toBe(20);
    expect([...levels.count]).toEqual([10, 10]);
  });
});

describe('columns', () => {
  it('give every sketch back as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.option(sketch, { nil: undefined }), { maxLength: 6 }), (sketches) => {
        const columns = packSketches(sketches);
        expect(columns.rows).toBe(sketches.length);
        sketches.forEach((given, row) => {
          const { totals, levels } = given ?? emptySketch;
          expect(totalsAt(columns, row)).toEqual(totals);
          expect(sketchAt(columns, row).levels).toEqual(levels);
        });
      }),
      { seed: 37, numRuns: 200 },
    );
  });

  it('cross threads without being copied', () => {
    const columns = packSketches([sketchOf([1, 2, 3]), undefined]);
    const clone = structuredClone(columns, { transfer: transferablesOf(columns) });
    expect(columns.mean.length).toBe(0);
    expect(sketchAt(clone, 0)).toEqual(sketchOf([1, 2, 3]));
  });
});
