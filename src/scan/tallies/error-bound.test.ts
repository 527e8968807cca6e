import fc from 'fast-check';
import { expect, it } from 'vitest';
import { curveOf } from '../../core/sketch/curve.ts';
import { worstCurveError } from '../../testing/sketch-of.ts';
import { tallyFor } from './index.ts';

/** Small weights of no consequence, but so many different ones that a sketch can't keep them exactly. */
const crowd = Array.from({ length: 400 }, (_, i) => (i + 1) * 2 ** -30);

/** Groups of equal weights within one key of the tallies, which don't record how weights lie inside. */
const oneKey = fc
  .array(
    fc.record({
      position: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1)),
      count: fc.integer({ min: 1, max: 100 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((groups) =>
    groups.flatMap(({ position, count }) =>
      new Array<number>(count).fill(1 + Math.min(position, 0.9999) / 128),
    ),
  );

it.each(['F32', 'F64'] as const)('%s: no crowding inside a key passes the stated error bound', (dtype) => {
  fc.assert(
    fc.property(oneKey, (given) => {
      const array =
        dtype === 'F32' ? Float32Array.from([...given, ...crowd]) : Float64Array.from([...given, ...crowd]);
      const tally = tallyFor(dtype)!;
      const table = tally.newTable();
      tally.add(array.buffer, 0, array.length);
      const compact = tally.take(table);
      expect(compact.levels.binsPerOctave).toBe(8);
      for (const sketch of [compact, { totals: compact.totals, levels: table.levels() }]) {
        expect(worstCurveError([...array], sketch)).toBeLessThanOrEqual(
          curveOf(sketch).errorBound * (1 + 1e-6) + 1e-12,
        );
      }
    }),
    { seed: 43, numRuns: 300 },
  );
});
