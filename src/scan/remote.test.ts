/** Scans over a real server: what they read, how they ask, and that it comes to the same as from memory. */
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../core/checkpoint.ts';
import { seededRandom } from '../core/random.ts';
import { bootstrapBand } from '../core/sketch/bootstrap.ts';
import { sketchAt } from '../core/sketch/columns.ts';
import { curveOf } from '../core/sketch/curve.ts';
import { pointAt } from '../core/sketch/measures.ts';
import type { Summary } from '../core/summary.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { serve, withRanges } from '../testing/file-server.ts';
import { makeCheckpoint, type Made } from '../testing/made-checkpoint.ts';
import { planScan, type ScanPlan } from './plan.ts';
import { Scanner } from './scanner.ts';
import { summariseSample } from './summarise.ts';
import { costOf, unitsOf, type UnitOptions } from './units.ts';

const halfPercent = { seed: 1, course: 'sample', fraction: 0.005 } as const;

function made(): Made {
  const tensor = (shape: number[]) => ({ dtype: 'F32', shape, gap: 0 }) as const;
  return makeCheckpoint(seededRandom(1), [tensor([6_000_000]), tensor([4_000_000]), tensor([50])]);
}

function bytesOf({ files }: Checkpoint): Uint8Array {
  const [file] = files;
  if (file?.recipe.kind !== 'bytes') throw new Error('made in memory');
  return file.recipe.bytes;
}

async function sample(plan: ScanPlan, options: UnitOptions): Promise<Summary> {
  const scanner = new Scanner(plan, sourceOf);
  const units = unitsOf(plan, options);
  for (let at = 0; at < units.length; at += 8) await scanner.readAll(units.slice(at, at + 8));
  return summariseSample(plan, [scanner.result()]);
}

describe('a sample', () => {
  const { checkpoint, structure, values } = made();
  const plan = planScan(checkpoint, structure);

  it('takes about the share asked for, of every tensor, and says beforehand how much', () => {
    const units = unitsOf(plan, halfPercent);
    const cost = costOf(plan, halfPercent);
    expect(cost.requests).toBe(units.length);
    expect(cost.bytes / plan.byteLength).toBeCloseTo(0.005, 3);
    expect(new Set(units.flatMap(({ pieces }) => pieces.map(({ span }) => span))).size).toBe(3);
    expect(costOf(plan, { ...halfPercent, fraction: 0.1 }).bytes / plan.byteLength).toBeCloseTo(0.1, 2);
    const all = unitsOf(plan, { ...halfPercent, fraction: 1 }).flatMap(({ pieces }) => pieces);
    const rising = all.filter(({ span }) => span === 0).sort((a, b) => a.startElement - b.startElement);
    expect(rising.every((piece, i) => i === 0 || piece.startElement >= rising[i - 1]!.endElement)).toBe(true);
  });

  it('reads the same blocks from a server as from memory, by ranges and nothing else', async () => {
    const bytes = bytesOf(checkpoint);
    await using server = await serve({ '/a.bin': withRanges(bytes) });
    const url = `${server.origin}/a.bin`;
    const recipe = { kind: 'url', url, name: 'a.bin', size: bytes.length, etag: null } as const;
    const remote = planScan(
      { ...checkpoint, files: [{ name: 'a.bin', size: bytes.length, recipe }] },
      structure,
    );
    expect(await sample(remote, halfPercent)).toEqual(await sample(plan, halfPercent));
    const sent = server.requests.reduce((sum, line) => {
      const [, first, last] = /bytes=(\d+)-(\d+)$/.exec(line)!;
      return sum + Number(last) + 1 - Number(first);
    }, 0);
    expect({ requests: server.requests.length, bytes: sent }).toEqual(costOf(remote, halfPercent));
  });

  it('has a band that holds the truth', async () => {
    const { parts } = await sample(plan, { ...halfPercent, fraction: 0.02 });
    const band = bootstrapBand([sketchAt(parts, 0)], { seed: 1, fractionRead: 0, keptFractions: [0.1] });
    // the plain sort of numbers, which is rising, is far quicker than any other
    const finite = values[0]!.filter(Number.isFinite).map(Math.abs).sort().reverse();
    const mass = (list: Float64Array) => list.reduce((sum, v) => sum + v, 0);
    const truth = mass(finite.slice(0, finite.length / 10)) / mass(finite);
    const estimate = pointAt(curveOf(sketchAt(parts, 0)), 0.1 * finite.length, 'all').massFraction;
    expect(Math.abs(estimate - truth)).toBeLessThan(0.02);
    expect(band.low[0]!).toBeLessThanOrEqual(truth);
    expect(band.high[0]!).toBeGreaterThanOrEqual(truth);
  });
});
