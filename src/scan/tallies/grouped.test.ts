import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockBytes, blockElements } from '../../core/dtype.ts';
import { seededRandom } from '../../core/random.ts';
import { blockedTally } from './blocked.ts';
import { tallyFor } from './index.ts';

/** Random blocks; scales in a narrow range, as real ones are, or anywhere. */
function randomBlocks(dtype: 'MXFP4' | 'IQ2_XXS', blocks: number, seed: number): ArrayBuffer {
  const random = seededRandom(seed);
  const size = blockBytes(dtype);
  const bytes = Uint8Array.from({ length: blocks * size }, () => random.below(256));
  if (seed % 3 === 0) return bytes.buffer;
  for (let at = 0; at < bytes.length; at += size) {
    if (dtype === 'MXFP4') bytes[at] = 118 + random.below(6);
    else bytes.set([random.below(seed % 3 === 1 ? 256 : 2), 0x20 + random.below(4)], at);
  }
  return bytes.buffer;
}

describe.each(['MXFP4', 'IQ2_XXS'] as const)('%s counted in groups', (dtype) => {
  it('is what decoding and counting one by one gives', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(), (blocks, seed) => {
        const buffer = randomBlocks(dtype, blocks, seed);
        const [grouped, plain] = [tallyFor(dtype)!, blockedTally(dtype)].map((tally) => {
          const table = tally.newTable();
          // in two pieces, and a part before it that must leave nothing behind
          const elements = blocks * blockElements(dtype);
          tally.add(buffer, 0, elements);
          tally.take(table);
          const first = Math.floor(blocks / 2);
          tally.add(buffer, 0, first * blockElements(dtype));
          tally.add(buffer, first * blockBytes(dtype), elements - first * blockElements(dtype));
          return { sketch: tally.take(table), table: table.levels() };
        });
        const { l1, sumSquares, ...counts } = grouped!.sketch.totals;
        const { l1: plainL1, sumSquares: plainSquares, ...plainCounts } = plain!.sketch.totals;
        expect(counts).toEqual(plainCounts);
        expect(Math.abs(l1 - plainL1)).toBeLessThanOrEqual(1e-12 * plainL1);
        expect(Math.abs(sumSquares - plainSquares)).toBeLessThanOrEqual(1e-6 * plainSquares);
        expect([...grouped!.sketch.levels.count]).toEqual([...plain!.sketch.levels.count]);
        expect(grouped!.sketch.levels.binsPerOctave).toBe(plain!.sketch.levels.binsPerOctave);
        expect([...grouped!.table.count]).toEqual([...plain!.table.count]);
      }),
      { seed: 20_261_122, numRuns: 60 },
    );
  });
});
