import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { makeCheckpoint, tensorsArbitrary } from '../testing/made-checkpoint.ts';
import { PartReader } from './part-values.ts';
import { planScan } from './plan.ts';

describe('values of a part', () => {
  it('are those of its elements in order, from any one to any other, in any dtype and layout', async () => {
    await fc.assert(
      fc.asyncProperty(tensorsArbitrary, fc.nat(), fc.nat(), fc.nat(), async (given, seed, a, b) => {
        const { checkpoint, structure, values } = makeCheckpoint(seededRandom(seed), given);
        const reader = new PartReader(planScan(checkpoint, structure), sourceOf);
        for (const [part, all] of values.entries()) {
          expect(reader.count(part)).toBe(all.length);
          const [first, last] = [a % all.length, b % all.length].sort((x, y) => x - y) as [number, number];
          const read = await reader.read(part, { first, end: last + 1 });
          expect(read).toEqual(all.slice(first, last + 1));
        }
      }),
      { seed: 20_261_122, numRuns: 60 },
    );
  });

  it('are those of blocks, of which only whole ones can be read', async () => {
    const given = [
      { dtype: 'Q4_K', shape: [4 * 256], gap: 3 },
      { dtype: 'Q8_0', shape: [2, 8, 64], gap: 0 },
    ] as const;
    const { checkpoint, structure, values } = makeCheckpoint(seededRandom(2), given);
    const reader = new PartReader(planScan(checkpoint, structure), sourceOf);
    for (const [part, all] of values.entries()) {
      expect(await reader.read(part, { first: 3, end: all.length - 2 })).toEqual(all.slice(3, -2));
    }
  });

  it('of a part that is not in the plan there are none', async () => {
    const { checkpoint, structure } = makeCheckpoint(seededRandom(1), [{ dtype: 'F32', shape: [8], gap: 0 }]);
    const reader = new PartReader(planScan(checkpoint, structure, { only: new Set() }), sourceOf);
    expect(reader.count(0)).toBe(0);
    await expect(reader.read(0, { first: 0, end: 1 })).rejects.toThrow(RangeError);
  });
});
