/** However a scan is shared out, the same comes of it, to the last bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, shuffledIndices } from '../core/random.ts';
import type { Summary } from '../core/summary.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { makeCheckpoint, tensorsArbitrary } from '../testing/made-checkpoint.ts';
import { planScan, type ScanPlan } from './plan.ts';
import { Scanner, type ScanResult } from './scanner.ts';
import { summariseSample, summariseScan } from './summarise.ts';
import { batchesOf, unitsOf, type UnitOptions } from './units.ts';

/** Batches in an order of their own, dealt by lot to several scanners, whose results come in any order. */
async function scanByLot(plan: ScanPlan, units: UnitOptions, seed: number): Promise<Summary> {
  const random = seededRandom(seed);
  const batches = batchesOf(unitsOf(plan, units));
  const scanners = Array.from({ length: 1 + random.below(4) }, () => new Scanner(plan, sourceOf));
  for (const batch of shuffledIndices(batches.length, random)) {
    await scanners[random.below(scanners.length)]!.readAll(batches[batch]!);
  }
  const results = scanners.map((scanner) => scanner.result());
  const rest = results.splice(random.below(results.length + 1));
  const all = rest.length === 0 ? results : [...results, adopted(plan, rest)];
  return units.course === 'sample' ? summariseSample(plan, all) : summariseScan(plan, all);
}

/** Several results as one scanner goes on from them. */
function adopted(plan: ScanPlan, results: readonly ScanResult[]): ScanResult {
  const scanner = new Scanner(plan, sourceOf);
  for (const result of results) scanner.adopt(result);
  return scanner.result();
}

const large = [
  { dtype: 'F32', shape: [900_001], gap: 1 },
  { dtype: 'F64', shape: [500_001], gap: 2 },
  { dtype: 'BF16', shape: [4, 500, 700], gap: 0 },
  { dtype: 'Q4_K', shape: [256 * 9000], gap: 5 },
  { dtype: 'IQ2_XXS', shape: [256 * 9000], gap: 5 },
] as const;

describe('a scan that is shared out', () => {
  it('comes to the same, bit by bit, whoever reads what, when', async () => {
    await fc.assert(
      fc.asyncProperty(
        tensorsArbitrary,
        fc.nat(),
        fc.constantFrom('plain', 'picture', 'sample'),
        async (given, seed, course) => {
          const { checkpoint, structure } = makeCheckpoint(seededRandom(seed), given);
          const plan = planScan(checkpoint, structure);
          const summary = await scanByLot(plan, { seed, course }, 1);
          expect(await scanByLot(plan, { seed, course }, seed)).toEqual(summary);
        },
      ),
      { seed: 20_261_122, numRuns: 40 },
    );
  });

  it.each([
    { seed: 1, course: 'plain' },
    { seed: 2, course: 'picture' },
    { seed: 3, course: 'sample', fraction: 0.5 },
  ] as const)('does where parts and tensors go on over several units: $course', async (units) => {
    const { checkpoint, structure } = makeCheckpoint(seededRandom(9), large);
    const plan = planScan(checkpoint, structure);
    expect(batchesOf(unitsOf(plan, units)).length).toBeGreaterThanOrEqual(10);
    const summary = await scanByLot(plan, units, 1);
    for (const lot of [2, 3, 4]) expect(await scanByLot(plan, units, lot)).toEqual(summary);
  });
});
