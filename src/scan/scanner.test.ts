import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockElements, byteLengthOf } from '../core/dtype.ts';
import { blockDecoders, wordsOfBlock, type BlockDtype } from '../core/ggml/block-types.ts';
import { seededRandom } from '../core/random.ts';
import { levelsAt, totalsAt } from '../core/sketch/columns.ts';
import { type Checkpoint } from '../core/checkpoint.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { makeCheckpoint, partsOf, tensorsArbitrary, type Made } from '../testing/made-checkpoint.ts';
import { planScan } from './plan.ts';
import { Scanner } from './scanner.ts';
import { summariseSample, summariseScan } from './summarise.ts';
import { unitBytes, unitsOf, type UnitOptions } from './units.ts';

async function scan(
  { checkpoint, structure }: Made,
  { scanners = 1, ...options }: UnitOptions & { scanners?: number },
) {
  const plan = planScan(checkpoint, structure);
  const all = Array.from({ length: scanners }, () => new Scanner(plan, sourceOf));
  let reported = 0;
  const units = unitsOf(plan, options);
  for (const [i, unit] of units.entries()) {
    await all[i % scanners]!.read(unit, { report: (bytes) => (reported += bytes) });
  }
  const results = all.map((scanner) => scanner.result());
  const summary = options.course === 'sample' ? summariseSample(plan, results) : summariseScan(plan, results);
  return { plan, units, reported, summary };
}

function expectExact({ values }: Made, { parts }: Awaited<ReturnType<typeof scan>>['summary']): void {
  values.forEach((part, row) => {
    const totals = totalsAt(parts, row);
    const finite = part.filter(Number.isFinite);
    expect(totals.count, `part ${row}`).toBe(part.length);
    expect(totals.nan).toBe(part.filter(Number.isNaN).length);
    expect(totals.zeros).toBe(part.filter((v) => v === 0).length);
    expect(totals.maxAbs).toBe(finite.reduce((max, v) => Math.max(max, Math.abs(v)), 0));
    const l1 = finite.reduce((sum, v) => sum + Math.abs(v), 0);
    expect(Math.abs(totals.l1 - l1)).toBeLessThanOrEqual(1e-12 * l1);
    const counted = levelsAt(parts, row).count.reduce((sum, c) => sum + c, 0);
    expect(counted).toBe(finite.filter((v) => v !== 0).length);
  });
}

describe('a scan', () => {
  it('counts every element of every part once, in any dtype, at any offset, by any number of scanners', async () => {
    await fc.assert(
      fc.asyncProperty(
        tensorsArbitrary,
        fc.nat(),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('plain', 'picture'),
        async (given, seed, scanners, course) => {
          const made = makeCheckpoint(seededRandom(seed), given);
          const { plan, summary, reported } = await scan(made, { seed, scanners, course });
          expectExact(made, summary);
          expect(reported).toBe(plan.byteLength);
        },
      ),
      { seed: 20_261_122, numRuns: 60 },
    );
  });

  it('crosses chunk and unit borders at odd bytes', async () => {
    const given = [
      { dtype: 'BF16', shape: [1_300_001], gap: 1 },
      { dtype: 'F32', shape: [700_003], gap: 2 },
      { dtype: 'F6_E3M2', shape: [2_000_000], gap: 3 },
      { dtype: 'F16', shape: [3, 1000, 400], gap: 0 },
      { dtype: 'F64', shape: [300_001], gap: 4 },
    ] as const;
    const made = makeCheckpoint(seededRandom(1), given);
    const { plan, units, summary } = await scan(made, { seed: 5, scanners: 2, course: 'picture' });
    expect(units.length).toBeGreaterThan(8);
    expect(units.reduce((sum, unit) => sum + unitBytes(plan, unit), 0)).toBe(plan.byteLength);
    expectExact(made, summary);
  });

  it('counts blocks of every type once, whole tensors and the pieces of fused ones', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            dtype: fc.constantFrom(...(Object.keys(blockDecoders) as BlockDtype[])),
            shape: fc.oneof(
              fc.tuple(fc.integer({ min: 1, max: 300 }).map((n) => 256 * n)),
              fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 9 }), fc.constant(512)),
            ),
            gap: fc.nat(9),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        fc.nat(),
        fc.constantFrom('plain', 'picture'),
        async (given, seed, course) => {
          const made = makeCheckpoint(seededRandom(seed), given);
          const { plan, summary, reported } = await scan(made, { seed, scanners: 2, course });
          expectExact(made, summary);
          expect(reported).toBe(plan.byteLength);
        },
      ),
      { seed: 20_261_122, numRuns: 60 },
    );
  });

  it('crosses chunk and unit borders between blocks', async () => {
    const given = [
      { dtype: 'Q6_K', shape: [256 * 20_001], gap: 1 },
      { dtype: 'IQ1_S', shape: [256 * 30_001], gap: 2 },
      { dtype: 'Q8_0', shape: [32 * 40_001], gap: 3 },
    ] as const;
    const made = makeCheckpoint(seededRandom(6), given);
    const { units, summary } = await scan(made, { seed: 5, scanners: 2, course: 'picture' });
    expect(units.length).toBeGreaterThan(6);
    expectExact(made, summary);
  });

  it('of blocks in the other byte order is the same', async () => {
    for (const dtype of ['Q4_0', 'Q8_0', 'Q4_K', 'Q6_K', 'MXFP4'] as const) {
      const made = makeCheckpoint(seededRandom(7), [{ dtype, shape: [256 * 40], gap: 3 }]);
      const [file] = made.checkpoint.files;
      const [tensor] = made.checkpoint.tensors;
      const { bytes, ...recipe } = file!.recipe as { kind: 'bytes'; name: string; bytes: Uint8Array };
      const swapped = bytes.slice();
      const step = byteLengthOf(dtype, blockElements(dtype));
      for (let at = tensor!.startByte; at < swapped.length; at += step) {
        for (const word of wordsOfBlock(dtype)!) swapped.subarray(at + word, at + word + 2).reverse();
      }
      const checkpoint: Checkpoint = {
        ...made.checkpoint,
        files: [{ ...file!, recipe: { ...recipe, bytes: swapped } }],
        tensors: [{ ...tensor!, byteOrder: 'big' }],
      };
      const { summary } = await scan({ ...made, checkpoint }, { seed: 1, course: 'plain' });
      expectExact(made, summary);
    }
  });

  it('gives the same summary whatever the order and the number of scanners', async () => {
    const made = makeCheckpoint(seededRandom(2), [
      { dtype: 'BF16', shape: [900_000], gap: 0 },
      { dtype: 'BF16', shape: [4, 64, 64], gap: 0 },
    ]);
    const one = await scan(made, { seed: 1, course: 'plain' });
    const three = await scan(made, { seed: 99, scanners: 3, course: 'picture' });
    expect(three.summary.classes.map(({ sketch }) => sketch.levels)).toEqual(
      one.summary.classes.map(({ sketch }) => sketch.levels),
    );
    expect(three.summary.parts.count).toEqual(one.summary.parts.count);
    expect(one.summary.classes.map(({ name }) => name)).toEqual(['other', 'expert/gate', 'expert/up']);
    expect(one.summary.classes[0]!.sketch.levels.binsPerOctave).toBe(null);
  });

  it('keeps only the totals of parts where that is asked for, and the tables of classes all the same', async () => {
    const { checkpoint, structure } = makeCheckpoint(seededRandom(4), [
      { dtype: 'F32', shape: [50_000], gap: 0 },
      { dtype: 'BF16', shape: [4, 32, 32], gap: 0 },
    ]);
    const summaries = [true, false].map(async (keepsLevels) => {
      const plan = planScan(checkpoint, structure, { keepsLevels });
      const scanner = new Scanner(plan, sourceOf);
      for (const unit of unitsOf(plan, { seed: 0, course: 'plain' })) await scanner.read(unit);
      return summariseScan(plan, [scanner.result()]);
    });
    const [whole, lean] = await Promise.all(summaries);
    expect(lean!.parts.mean.length).toBe(0);
    expect(whole!.parts.mean.length).toBeGreaterThan(100);
    expect(lean!.parts.totals).toEqual(whole!.parts.totals);
    expect(lean!.classes).toEqual(whole!.classes);
  });

  it('of blocks alone speaks for the whole: counts are scaled to it', async () => {
    const made = makeCheckpoint(seededRandom(3), [
      { dtype: 'F32', shape: [400_000], gap: 0 },
      { dtype: 'BF16', shape: [10], gap: 0 },
    ]);
    const { summary, reported } = await scan(made, { seed: 4, course: 'sample' });
    expect(reported).toBe(65536 + 20);
    expect(summary.kind).toBe('sample');
    expect(totalsAt(summary.parts, 0).count).toBe(400_000);
    const l1 = made.values[0]!.reduce(
      (sum, v) => (Number.isFinite(v) && Math.abs(v) < 10 ? sum + Math.abs(v) : sum),
      0,
    );
    const sampled = levelsAt(summary.parts, 0);
    const mass = sampled.mean.reduce((sum, m, i) => (m < 10 ? sum + m * sampled.count[i]! : sum), 0);
    expect(Math.abs(mass / l1 - 1)).toBeLessThan(0.03);
  });

  it('stops at once when aborted', async () => {
    const made = makeCheckpoint(seededRandom(3), []);
    const bytes = new Uint8Array(2 ** 26);
    const tensor = {
      name: 't',
      dtype: 'F32',
      shape: [2 ** 24],
      file: 0,
      startByte: 0,
      byteLength: 2 ** 26,
    } as const;
    const checkpoint: Checkpoint = {
      ...made.checkpoint,
      files: [{ name: 'zeros', size: 2 ** 26, recipe: { kind: 'bytes', name: 'zeros', bytes } }],
      tensors: [tensor],
    };
    const plan = planScan(checkpoint, { parts: partsOf(0, tensor.shape) });
    const scanner = new Scanner(plan, sourceOf);
    const stopper = new AbortController();
    const [unit] = unitsOf(plan, { seed: 0, course: 'plain' });
    let chunks = 0;
    const report = () => {
      chunks++;
      stopper.abort();
    };
    await expect(scanner.read(unit!, { signal: stopper.signal, report })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
    expect(chunks).toBe(1);
  });
});
