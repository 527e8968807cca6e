import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { structureOf } from '../../core/families/structure-of.ts';
import { toFault } from '../../core/fault.ts';
import type { KeepLists } from '../../core/pruning/plan.ts';
import type { Structure } from '../../core/structure.ts';
import {
  makeTensors,
  modelFiles,
  prunableModels,
  type PrunableModel,
  type MadeTensor,
} from '../../testing/prunable-models.ts';
import { canMean, encodeFloats } from '../../formats/pruned/float-bytes.ts';
import { seededRandom } from '../../core/random.ts';
import { elementCount } from '../../core/tensor.ts';
import { pruningOf } from '../../testing/pruning-of.ts';
import { openInputs } from '../open-inputs.ts';
import { writePlan } from './plan-write.ts';

const script = resolve(import.meta.dirname, '../../../scripts/check-pruned.py');
const hasNumPy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moe-scope-plan-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function writeModel(
  model: PrunableModel,
  name: string,
  change: (tensors: readonly MadeTensor[]) => readonly MadeTensor[] = (tensors) => tensors,
): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  for (const [file, bytes] of modelFiles(model, change(makeTensors(model))))
    await writeFile(join(path, file), bytes);
  return path;
}

/** As trained ones are: what is to be aligned must not hang on how the largest of wild numbers round. */
function normalWeights(tensors: readonly MadeTensor[]): readonly MadeTensor[] {
  const random = seededRandom(8);
  return tensors.map((tensor) => {
    if (!canMean(tensor.dtype)) return tensor;
    const values = Float64Array.from({ length: elementCount(tensor.shape) }, () => 0.02 * random.normal());
    return { ...tensor, bytes: encodeFloats(values, tensor.dtype) };
  });
}

async function openOnly(path: string) {
  const { checkpoints, faults } = await openInputs([path]);
  expect(faults).toEqual([]);
  const checkpoint = checkpoints[0]!;
  return { checkpoint, structure: structureOf(checkpoint), fingerprint: 'abc' };
}

function keepOf({ moeLayers, expertsPerLayer }: Structure): KeepLists {
  const kept = expertsPerLayer === 8 ? [0, 3, 5, 7] : [0, 3, 5];
  return new Map(moeLayers.map((layer) => [layer, kept]));
}

/** What the script prints; it has to agree. */
function compare(args: readonly string[]): unknown {
  const { status, stdout, stderr } = spawnSync('python3', [script, ...args], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('a written plan', () => {
  it
    .skipIf(!hasNumPy)
    .each(prunableModels.map((model, i): [string, PrunableModel, number] => [model.title, model, i]))(
    'agrees weight for weight with what NumPy cuts (skipped without it): %s',
    async (_, model, i) => {
      const path = await writeModel(model, `model-${i}`);
      const opened = await openOnly(path);
      const out = join(folder, `pruned-${i}`);
      const costs = pruningOf({
        keepLists: keepOf(opened.structure),
        thresholds: new Float64Array(opened.structure.parts.length),
      });
      const written = await writePlan({ ...opened, costs, out, shardBytes: 30_000 });
      expect(new Set(await readdir(out))).toEqual(new Set(written.files));
      const pruned = await openOnly(out);
      expect(compare([path, out])).toMatchObject({ tensors: pruned.checkpoint.tensors.length, zeros: 0 });
    },
  );

  it.skipIf(!hasNumPy).each(['one matrix an expert', 'gate above up', 'trained here'])(
    'keeps the pattern that NumPy keeps (skipped without it): %s',
    async (title) => {
      const model = prunableModels.find((each) => each.title.includes(title))!;
      const path = await writeModel(model, `pattern-${title}`);
      const opened = await openOnly(path);
      const out = join(folder, `pattern-pruned-${title}`);
      const experts = opened.structure.parts.flatMap(({ role }, part) => (role === 'expert' ? [part] : []));
      const rule = { score: 'magnitude', keep: { kind: 'pattern', keep: 2, of: 4 } } as const;
      const rules = [{ rule, parts: Uint32Array.from(experts) }];
      const costs = pruningOf({
        keepLists: keepOf(opened.structure),
        thresholds: new Float64Array(opened.structure.parts.length),
        rowRules: { rules, inputEnergies: [] },
      });
      await writePlan({ ...opened, costs, out });
      const { zeros } = compare([path, out, '--pattern', '2:4']) as { zeros: number };
      expect(zeros).toBeGreaterThan(500);
    },
  );

  it.skipIf(!hasNumPy)('has zeros for small weights and no others (skipped without NumPy)', async () => {
    const model = prunableModels.find(({ title }) => title.startsWith('fused'))!;
    const path = await writeModel(model, 'masked');
    const opened = await openOnly(path);
    const out = join(folder, 'masked-pruned');
    const thresholds = Float64Array.from(opened.structure.parts, ({ role, projection, expert }) =>
      role === 'expert' && projection === 'down' ? 0.1 + 0.1 * expert! : 0,
    );
    await writePlan({
      ...opened,
      costs: pruningOf({ keepLists: keepOf(opened.structure), thresholds }),
      out,
    });
    const { zeros } = compare([path, out, '--zeros']) as { zeros: number };
    expect(zeros).toBeGreaterThan(1000);
    const { status, stderr } = spawnSync('python3', [script, path, out], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching('down_proj differs') as string,
    });
  });

  it('tells in its keep-list which experts stayed', async () => {
    const path = await writeModel(prunableModels[0]!, 'listed');
    const opened = await openOnly(path);
    const out = join(folder, 'listed-pruned');
    const thresholds = new Float64Array(opened.structure.parts.length);
    await writePlan({
      ...opened,
      costs: pruningOf({ keepLists: keepOf(opened.structure), thresholds }),
      out,
    });
    expect(JSON.parse(await readFile(join(out, 'keep-list.json'), 'utf8'))).toMatchObject({
      fingerprint: 'abc',
      layers: { 0: { experts: 6, kept: [0, 3, 5] }, 1: { experts: 6, kept: [0, 3, 5] } },
    });
  });
});

const groups = [
  { members: [1], weights: [1], dominant: 1 },
  { members: [2, 3, 5], weights: [0.5, 0.25, 0.25], dominant: 2 },
  { members: [0, 4], weights: [0.25, 0.75], dominant: 4 },
];

describe('merged experts', () => {
  const floating = ['one matrix', 'fused', 'rows below', 'experts along', 'a model trained'];
  const alone = ['one matrix', 'a model trained'];
  const ways = [
    ...floating.flatMap((begin) => [
      { begin, router: 'merged' as const, isAligned: false },
      { begin, router: 'kept' as const, isAligned: false },
    ]),
    ...alone.map((begin) => ({ begin, router: 'merged' as const, isAligned: true })),
  ];

  it.skipIf(!hasNumPy).each(ways)(
    'are the means that NumPy makes, bit for bit (skipped without it): $begin, router $router, aligned $isAligned',
    async ({ begin, ...how }) => {
      const model = prunableModels.find(({ title }) => title.startsWith(begin))!;
      const name = `${begin} ${how.router} ${how.isAligned}`;
      const path = await writeModel(model, `${name} whole`, normalWeights);
      const opened = await openOnly(path);
      const { moeLayers, parts } = opened.structure;
      const costs = pruningOf({
        keepLists: new Map(how.router === 'kept' ? [] : moeLayers.map((layer) => [layer, [1, 2, 4]])),
        merged: moeLayers.map((layer) => ({ layer, groups, ...how })),
        thresholds: new Float64Array(parts.length),
      });
      const out = join(folder, name);
      const { files } = await writePlan({ ...opened, costs, out, shardBytes: 30_000 });
      expect(files).toContain('merged-experts.json');
      const pruned = await openOnly(out);
      expect(compare([path, out])).toMatchObject({ tensors: pruned.checkpoint.tensors.length });
      const said = JSON.parse(await readFile(join(out, 'merged-experts.json'), 'utf8')) as {
        layers: Record<string, { groups: { weights: number[] }[] }>;
      };
      for (const layer of Object.values(said.layers)) layer.groups[0]!.weights.reverse();
      await writeFile(join(out, 'merged-experts.json'), JSON.stringify(said));
      const { status, stderr } = spawnSync('python3', [script, path, out], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('differs') as string });
    },
  );
});

describe('what can’t be written', () => {
  async function faultOf(out: string, keepLists?: KeepLists) {
    const opened = await openOnly(join(folder, 'base'));
    const thresholds = new Float64Array(opened.structure.parts.length);
    const costs = pruningOf({ keepLists: keepLists ?? keepOf(opened.structure), thresholds });
    const before = await readdir(folder);
    const fault = await writePlan({ ...opened, costs, out }).then(() => null, toFault);
    expect(await readdir(folder)).toEqual(before);
    return fault;
  }

  beforeAll(() => writeModel(prunableModels[0]!, 'base'));

  it('leaves nothing: where there is something already', async () => {
    expect(await faultOf(join(folder, 'base'))).toMatchObject({
      code: 'write-failed',
      facts: { detail: 'there is something of that name already' },
    });
  });

  it('leaves nothing: where there is no such folder', async () => {
    expect(await faultOf(join(folder, 'nowhere', 'out'))).toMatchObject({
      code: 'write-failed',
      facts: { detail: 'the folder that it would be in does not exist' },
    });
  });

  it('leaves nothing: where the plan is impossible', async () => {
    expect(await faultOf(join(folder, 'out'), new Map([[0, [1]]]))).toMatchObject({
      code: 'export-impossible',
    });
  });

  it('leaves nothing: where the original is cut off meanwhile', async () => {
    const path = await writeModel(prunableModels[0]!, 'changing');
    const opened = await openOnly(path);
    await writeFile(join(path, 'model-00002-of-00002.safetensors'), new Uint8Array(10));
    const before = await readdir(folder);
    const thresholds = new Float64Array(opened.structure.parts.length);
    const costs = pruningOf({ keepLists: keepOf(opened.structure), thresholds });
    const fault = await writePlan({ ...opened, costs, out: join(folder, 'out') }).then(() => null, toFault);
    expect(fault?.code).toBe('truncated');
    expect(await readdir(folder)).toEqual(before);
  });
});
