import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf, type Catalogue } from '../core/catalogue.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { Fault, type FaultCode } from '../core/fault.ts';
import { seededRandom } from '../core/random.ts';
import { sketchAt } from '../core/sketch/columns.ts';
import { curveOf, shareAt } from '../core/sketch/curve.ts';
import { openCheckpoints } from '../formats/open.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { mutate } from '../testing/mutations.ts';
import { sealed } from '../testing/summary-bytes.ts';
import { mergeParts, type PartFile } from './merge-parts.ts';
import { scanIdentity } from './identity.ts';
import { decodePart, encodePart, isPartFile, type ScanPart } from './part-file.ts';
import { planScan, type ScanPlan } from './plan.ts';
import { Scanner } from './scanner.ts';
import { batchesInShare } from './share.ts';
import { summariseSample, summariseScan } from './summarise.ts';
import { batchesOf, unitsOf, type UnitOptions } from './units.ts';

interface Opened {
  readonly catalogue: Catalogue;
  readonly plan: ScanPlan;
}

async function open(url: URL, fingerprint: string): Promise<Opened> {
  const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1);
  const bytes = new Uint8Array(readFileSync(url));
  const { checkpoints } = await openCheckpoints([{ path: name, recipe: { kind: 'bytes', name, bytes } }]);
  const checkpoint = checkpoints[0]!;
  const structure = structureOf(checkpoint);
  return {
    catalogue: catalogueOf(checkpoint, structure, fingerprint),
    plan: planScan(checkpoint, structure),
  };
}

const whole: UnitOptions = { seed: 1, course: 'plain' };

async function scanPart(
  { catalogue, plan }: Opened,
  { part, of, units = whole }: { part: number; of: number; units?: UnitOptions },
): Promise<ScanPart> {
  const batches = batchesOf(unitsOf(plan, units));
  const ownBatches = batchesInShare(plan, batches, { part, of });
  const scanner = new Scanner(plan, sourceOf);
  for (const batch of ownBatches) await scanner.readAll(batches[batch]!);
  return {
    part,
    of,
    scan: scanIdentity({
      plan,
      units,
      fingerprint: catalogue.fingerprint,
      tensorNames: catalogue.tensors.names,
    }),
    course: units.course === 'sample' ? 'sample' : 'plain',
    fraction: units.fraction ?? null,
    scope: 'all',
    catalogue,
    classes: plan.classNames,
    classOf: plan.classOf,
    batches: batches.length,
    ownBatches: Uint32Array.from(ownBatches),
    result: scanner.result(),
  };
}

async function partFiles(opened: Opened, of: number, units = whole): Promise<PartFile[]> {
  const parts = Array.from({ length: of }, (_, i) => scanPart(opened, { part: i + 1, of, units }));
  return (await Promise.all(parts)).map((part) => ({
    name: `${part.part}.moepart`,
    bytes: encodePart(part),
  }));
}

function withTopK({ catalogue, plan }: Opened, topK: number): Opened {
  return { catalogue: { ...catalogue, structure: { ...catalogue.structure, topK } }, plan };
}

async function thirdOfScope(scope: string): Promise<PartFile> {
  const part = await scanPart(mixed, { part: 3, of: 3 });
  return { name: '3.moepart', bytes: encodePart({ ...part, scope }) };
}

function faultOf(files: readonly PartFile[]): Fault | null {
  try {
    mergeParts(files);
    return null;
  } catch (error) {
    if (error instanceof Fault) return error as Fault;
    throw error;
  }
}

let bf16: Opened;
let mixed: Opened;
let three: PartFile[];

beforeAll(async () => {
  bf16 = await open(new URL('../../public/samples/gaussian.safetensors', import.meta.url), 'aa');
  mixed = await open(new URL('../cli/golden/mixed.safetensors', import.meta.url), 'bb');
  three = await partFiles(mixed, 3);
});

describe('parts', () => {
  it('give back what was written, all of it exactly', async () => {
    for (const opened of [bf16, mixed]) {
      const part = await scanPart(opened, { part: 1, of: 1 });
      const read = decodePart(encodePart(part), 'a.moepart');
      expect(read).toEqual(part);
      expect(encodePart(read)).toEqual(encodePart(part));
    }
    expect(three.every(({ bytes }) => isPartFile(bytes))).toBe(true);
    expect(isPartFile(new TextEncoder().encode('MOESCOPE'))).toBe(false);
  });

  it.each([1, 2, 3, 7, 40])('of %d come to the same as one scan, in any order', async (of) => {
    for (const opened of [bf16, mixed]) {
      const one = await scanPart(opened, { part: 1, of: 1 });
      const { plan, results, part } = mergeParts((await partFiles(opened, of)).reverse());
      expect(summariseScan(plan, results)).toEqual(summariseScan(opened.plan, [one.result]));
      expect(part.catalogue).toEqual(opened.catalogue);
    }
  });

  it('of a sample do so too', async () => {
    const units: UnitOptions = { seed: 1, course: 'sample', fraction: 0.3 };
    const one = await scanPart(bf16, { part: 1, of: 1, units });
    const { plan, results } = mergeParts(await partFiles(bf16, 4, units));
    expect(summariseSample(plan, results)).toEqual(summariseSample(bf16.plan, [one.result]));
  });

  it('share all batches between them, each about as many bytes', () => {
    const batches = batchesOf(unitsOf(bf16.plan, { seed: 1, course: 'sample' }));
    const shares = [1, 2, 3, 4].map((part) => batchesInShare(bf16.plan, batches, { part, of: 4 }));
    expect(shares.flat().sort((a, b) => a - b)).toEqual([...batches.keys()]);
    const sizes = shares.map((share) =>
      share.flatMap((batch) => batches[batch]!).reduce((sum, unit) => sum + unit.endByte - unit.startByte, 0),
    );
    const largest = Math.max(...batches.flat().map(({ startByte, endByte }) => endByte - startByte));
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(2 * largest);
  });
});

describe('what is not one scan is told apart', () => {
  it.each<[string, () => Promise<PartFile[]>, FaultCode, object]>([
    ['a part that is missing', () => Promise.resolve(three.slice(1)), 'parts-missing', { parts: [1], of: 3 }],
    [
      'a part that is there twice',
      () => Promise.resolve([...three, { ...three[1]!, name: 'copy' }]),
      'part-doubled',
      { part: 2, of: 3, first: '2.moepart', second: 'copy' },
    ],
    [
      'a part of another checkpoint',
      async () => [...three.slice(0, 2), ...(await partFiles(bf16, 3)).slice(2)],
      'parts-differ',
      { by: 'checkpoint' },
    ],
    [
      'a part of another number of parts',
      async () => [...three.slice(0, 2), ...(await partFiles(mixed, 4)).slice(2)],
      'parts-differ',
      { by: 'number' },
    ],
    [
      'a part of a sample',
      async () => [
        ...three.slice(0, 2),
        ...(await partFiles(mixed, 3, { seed: 1, course: 'sample' })).slice(2),
      ],
      'parts-differ',
      { by: 'scan' },
    ],
    [
      'a part by another config.json, which changes what is reported of the same bytes',
      async () => [...three.slice(0, 2), (await partFiles(withTopK(mixed, 7), 3))[2]!],
      'parts-differ',
      { by: 'checkpoint' },
    ],
    [
      'a part of another scope, though it draws the same',
      async () => [...three.slice(0, 2), await thirdOfScope('all+routers')],
      'parts-differ',
      { by: 'scan' },
    ],
  ])('%s', async (_, files, code, facts) => {
    const fault = faultOf(await files());
    expect(fault?.code).toBe(code);
    expect(fault?.facts).toMatchObject(facts);
  });

  it('parts that say so of themselves but read the same', () => {
    const [first, second, third] = three as [PartFile, PartFile, PartFile];
    const forged = encodePart({ ...decodePart(first.bytes, 'a'), part: 2 });
    expect(faultOf([first, { ...second, bytes: forged }, third])?.code).toBe('malformed');
  });
});

describe('damage', () => {
  it('is a fault wherever a file is cut', () => {
    const { bytes } = three[0]!;
    for (let length = 0; length < bytes.length; length += 7) {
      const code = faultOf([{ name: 'a', bytes: bytes.subarray(0, length) }])?.code;
      expect(code).toBe(length === 0 ? 'empty-file' : 'truncated');
    }
  });

  it('of a newer version is said to be newer', () => {
    const bytes = three[0]!.bytes.slice();
    bytes[8] = 2;
    expect(faultOf([{ name: 'a', bytes }])?.code).toBe('newer-version');
  });

  it('with a checksum that was made right again ends in a fault, or in something that can be drawn', async () => {
    const files = [...(await partFiles(mixed, 1)), ...(await partFiles(bf16, 1))];
    let opened = 0;
    for (let seed = 0; seed < 800; seed++) {
      const random = seededRandom(seed);
      const { bytes } = files[seed % files.length]!;
      const mutant = sealed(mutate(bytes, random, files[random.below(files.length)]!.bytes));
      const file = { name: 'mutant', bytes: mutant };
      if (faultOf([file]) !== null) continue;
      opened++;
      const { plan, results } = mergeParts([file]);
      const { parts, classes } = summariseScan(plan, results);
      const sketches = Array.from({ length: parts.rows }, (_, row) => sketchAt(parts, row));
      for (const sketch of [...sketches, ...classes.map((table) => table.sketch)]) {
        const curve = curveOf(sketch);
        const shares = [0, 0.3, 1].map((kept) => shareAt(curve, kept * curve.finite));
        expect([...shares, curve.errorBound, curve.nonZero].every((value) => value >= 0)).toBe(true);
      }
    }
    expect(opened).toBeGreaterThan(20);
    expect(opened).toBeLessThan(700);
  });
});
