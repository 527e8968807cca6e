import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countingSource, noReads } from '../testing/counting-source.ts';
import { readRanges } from './read-ranges.ts';
import { bytesSource } from './sources/bytes-source.ts';

const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);

describe('many ranges', () => {
  it('are what single reads would give, in the order asked', async () => {
    const ranges = fc.array(fc.tuple(fc.nat(bytes.length), fc.nat(5000)), { maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(ranges, async (places) => {
        const asked = places.map(([startByte, length]) => ({
          startByte,
          endByte: Math.min(bytes.length, startByte + length),
        }));
        const found = await readRanges(bytesSource('a', bytes), asked);
        expect(found).toEqual(asked.map(({ startByte, endByte }) => bytes.slice(startByte, endByte)));
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('that are neighbours are read together, and distant ones alone', async () => {
    const count = noReads();
    const near = Array.from({ length: 100 }, (_, i) => ({ startByte: i * 1000, endByte: i * 1000 + 10 }));
    const far = { startByte: 2_000_000, endByte: 2_000_010 };
    await readRanges(countingSource(bytesSource('a', bytes), count), [far, ...near]);
    expect(count).toEqual({ reads: 2, bytes: 99_020, endByte: 2_000_010 });
  });
});
