import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sketchOf } from '../../testing/sketch-of.ts';
import { packSketches } from './columns.ts';
import { curveOf, rankOfMagnitude } from './curve.ts';
import { keptCounts } from './kept.ts';

const weights = fc.array(
  fc.oneof(fc.double({ min: -4, max: 4, noNaN: true }), fc.constantFrom(0, NaN, 1, 0.5, 1e-40, 1e300)),
  { maxLength: 40 },
);
const sketch = fc
  .tuple(weights, fc.constantFrom(null, 1, 8, 128))
  .map(([values, binsPerOctave]) => sketchOf(values, binsPerOctave));
const threshold = fc.oneof(
  fc.double({ min: 1e-45, max: 5, noNaN: true }),
  fc.constantFrom(0.5, 1, 1e-40, 1e300, Number.MAX_VALUE),
);

it('counts in every row what the row’s curve has above the threshold', () => {
  fc.assert(
    fc.property(fc.array(sketch, { maxLength: 5 }), threshold, (sketches, at) => {
      const counts = keptCounts(packSketches(sketches), at);
      sketches.forEach((one, row) => {
        expect(counts[row]).toBeCloseTo(rankOfMagnitude(curveOf(one), at), 9);
      });
    }),
    { seed: 59, numRuns: 400 },
  );
});
