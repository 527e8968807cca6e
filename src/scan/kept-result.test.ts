import { describe, expect, it } from 'vitest';
import { Fault } from '../core/fault.ts';
import { seededRandom } from '../core/random.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { makeCheckpoint } from '../testing/made-checkpoint.ts';
import { mutate } from '../testing/mutations.ts';
import { decodeKeptResult, encodeKeptResult } from './kept-result.ts';
import { planScan } from './plan.ts';
import { Scanner } from './scanner.ts';
import { summariseScan } from './summarise.ts';
import { batchesOf, unitsOf } from './units.ts';

const { checkpoint, structure } = makeCheckpoint(seededRandom(5), [
  { dtype: 'F32', shape: [700_000], gap: 0 },
  { dtype: 'BF16', shape: [4, 64, 700], gap: 1 },
  { dtype: 'F64', shape: [90_000], gap: 2 },
]);
const plan = planScan(checkpoint, structure);
const batches = batchesOf(unitsOf(plan, { seed: 1, course: 'picture' }));

async function read(scanner: Scanner, from: number, to: number): Promise<Scanner> {
  for (const batch of batches.slice(from, to)) await scanner.readAll(batch);
  return scanner;
}

describe('a kept result', () => {
  it('is gone on from as if there had been no interruption, wherever that was', async () => {
    const whole = await read(new Scanner(plan, sourceOf), 0, batches.length);
    const expected = summariseScan(plan, [whole.result()]);
    for (let at = 0; at <= batches.length; at++) {
      const first = await read(new Scanner(plan, sourceOf), 0, at);
      const kept = decodeKeptResult(encodeKeptResult(first.result()), { plan, batches: batches.length });
      const second = new Scanner(plan, sourceOf);
      second.adopt(kept);
      await read(second, at, batches.length);
      expect(summariseScan(plan, [second.result()])).toEqual(expected);
    }
  });

  it('that is damaged, or of another plan, is a fault', async () => {
    const scanner = await read(new Scanner(plan, sourceOf), 0, batches.length);
    const bytes = encodeKeptResult(scanner.result());
    const context = { plan, batches: batches.length };
    for (let seed = 0; seed < 300; seed++) {
      const damaged = mutate(bytes, seededRandom(seed), bytes);
      if (Buffer.compare(damaged, bytes) === 0) continue;
      expect(() => decodeKeptResult(damaged, context)).toThrow(Fault);
    }
    expect(() => decodeKeptResult(bytes, { plan: { ...plan, parts: 1 }, batches: batches.length })).toThrow(
      Fault,
    );
    expect(() => decodeKeptResult(bytes, { plan, batches: 2 })).toThrow(Fault);
  });
});
