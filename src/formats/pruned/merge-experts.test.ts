import { describe, expect, it } from 'vitest';
import { structureOf } from '../../core/families/structure-of.ts';
import { Fault, toFault, type FaultFacts } from '../../core/fault.ts';
import { mergeNetworks, type ExpertNetwork } from '../../core/pruning/merging/expert-network.ts';
import type { MergedLayer } from '../../core/pruning/merging/merged-layer.ts';
import { mergeRouterRows } from '../../core/pruning/merging/merge-router.ts';
import type { Checkpoint } from '../../core/checkpoint.ts';
import { memoryFolder, openable } from '../../testing/memory-folder.ts';
import {
  makeTensors,
  modelFiles,
  prunableModels,
  type PrunableModel,
} from '../../testing/prunable-models.ts';
import { pruningOf } from '../../testing/pruning-of.ts';
import { openCheckpoints } from '../open.ts';
import { sourceOf } from '../sources/source-of.ts';
import { canMean, decodeFloats, encodeFloats } from './float-bytes.ts';
import { planPrunedFiles, type Pruning } from './plan-files.ts';
import { writePruned } from './write-pruned.ts';

const modelOf = (title: string) => prunableModels.find((model) => model.title.startsWith(title))!;
const mixtral = modelOf('one matrix an expert');
const fused = modelOf('fused');

const groups = [
  { members: [0, 4], weights: [0.25, 0.75], dominant: 4 },
  { members: [1], weights: [1], dominant: 1 },
  { members: [2, 3, 5], weights: [0.5, 0.25, 0.25], dominant: 2 },
].toSorted((a, b) => a.dominant - b.dominant);
const dominants = groups.map(({ dominant }) => dominant);

function mergedLayers(checkpoint: Checkpoint, how: Pick<MergedLayer, 'router' | 'isAligned'>): MergedLayer[] {
  return structureOf(checkpoint).moeLayers.map((layer) => ({ layer, groups, ...how }));
}

async function open(files: ReadonlyMap<string, Uint8Array>): Promise<Checkpoint> {
  const { checkpoints, faults } = await openCheckpoints(openable(files));
  expect(faults).toEqual([]);
  return checkpoints[0]!;
}

async function openModel(model: PrunableModel): Promise<Checkpoint> {
  return open(modelFiles(model, makeTensors(model)));
}

async function merge(
  checkpoint: Checkpoint,
  how: Pick<MergedLayer, 'router' | 'isAligned'>,
  rest: Partial<Pruning> = {},
) {
  const structure = structureOf(checkpoint);
  const merged = mergedLayers(checkpoint, how);
  const keepLists = new Map(how.router === 'merged' ? merged.map(({ layer }) => [layer, dominants]) : []);
  const thresholds = new Float64Array(structure.parts.length);
  const pruning = pruningOf({ keepLists, merged, thresholds, ...rest });
  const folder = memoryFolder();
  await writePruned(planPrunedFiles(checkpoint, structure, pruning), folder, { sourceOf });
  return { files: folder.files, written: await open(folder.files) };
}

async function valuesOf(checkpoint: Checkpoint, name: string): Promise<Float64Array> {
  const { file, startByte, byteLength, dtype } = checkpoint.tensors.find((tensor) => tensor.name === name)!;
  const bytes = await sourceOf(checkpoint.files[file]!.recipe).read(startByte, startByte + byteLength);
  if (!canMean(dtype)) throw new Error(`${name} is ${dtype}`);
  return decodeFloats(bytes, dtype);
}

const block = 'model.layers.1.block_sparse_moe';

async function networkAt(checkpoint: Checkpoint, expert: number): Promise<ExpertNetwork> {
  const matrix = async (name: string) => {
    const tensor = `${block}.experts.${expert}.${name}.weight`;
    const [rows, columns] = checkpoint.tensors.find((known) => known.name === tensor)!.shape;
    return { rows: rows!, columns: columns!, values: await valuesOf(checkpoint, tensor) };
  };
  return {
    into: [await matrix('w1'), await matrix('w3')],
    unitBiases: [],
    outOf: [await matrix('w2')],
    rest: [],
  };
}

/** Rounded as the file has it. */
function stored(values: ArrayLike<number>, dtype: 'BF16' | 'F32' | 'F16'): Float64Array {
  return decodeFloats(encodeFloats(Float64Array.from(values), dtype), dtype);
}

describe('merged experts', () => {
  it.each([false, true])('are the means of the core, one tensor each (aligned: %s)', async (isAligned) => {
    const original = await openModel(mixtral);
    const { written } = await merge(original, { router: 'merged', isAligned });
    for (const [place, group] of groups.entries()) {
      const members = await Promise.all(group.members.map((member) => networkAt(original, member)));
      const expected = mergeNetworks(members, { group, isAligned });
      const found = await networkAt(written, place);
      const lists = ({ into, outOf }: ExpertNetwork) => [...into, ...outOf].map(({ values }) => values);
      const [w1, w3, w2] = lists(expected);
      expect(lists(found)).toEqual([stored(w1!, 'BF16'), stored(w3!, 'F32'), stored(w2!, 'BF16')]);
    }
    const router = { rows: 6, columns: 32, values: await valuesOf(original, `${block}.gate.weight`) };
    const rows = mergeRouterRows(router, { groups, router: 'merged' });
    expect(await valuesOf(written, `${block}.gate.weight`)).toEqual(stored(rows.values, 'BF16'));
    expect(written.config).toEqual({ ...mixtral.config, num_local_experts: 3 });
  });

  it('whose rows stay are there once for each member, in a model of as many experts', async () => {
    const original = await openModel(mixtral);
    const { written, files } = await merge(original, { router: 'kept', isAligned: false });
    expect(written.config).toEqual(mixtral.config);
    expect(await valuesOf(written, `${block}.gate.weight`)).toEqual(
      await valuesOf(original, `${block}.gate.weight`),
    );
    const nets = await Promise.all([2, 3, 5, 1].map((expert) => networkAt(written, expert)));
    expect(nets[1]).toEqual(nets[0]);
    expect(nets[2]).toEqual(nets[0]);
    expect(nets[3]).toEqual(await networkAt(original, 1));
    const told = JSON.parse(new TextDecoder().decode(files.get('merged-experts.json'))) as unknown;
    expect(told).toMatchObject({ layers: { 1: { router: 'kept', groups: [groups[1], groups[2]] } } });
  });

  it('may share tensors with others', async () => {
    const original = await openModel(fused);
    const { written } = await merge(original, { router: 'merged', isAligned: false });
    const name = 'model.layers.0.mlp.experts.down_proj';
    const [before, after] = [await valuesOf(original, name), await valuesOf(written, name)];
    const unit = before.length / 6;
    const share = (values: Float64Array, expert: number) =>
      values.subarray(expert * unit, (expert + 1) * unit);
    expect(share(after, 0)).toEqual(share(before, 1));
    const mean = share(before, 0).map((value, i) => 0.25 * value + 0.75 * share(before, 4)[i]!);
    expect(share(after, 2)).toEqual(stored(mean, 'F16'));
    expect(written.config).toMatchObject({ num_experts: 3 });
  });

  it.each(
    prunableModels.filter(({ experts }) => experts === 6).map((model) => [model.title, model] as const),
  )('are written, or refused with the reason: %s', async (_, model) => {
    const original = await openModel(model);
    const outcome = await merge(original, { router: 'merged', isAligned: false }).then(
      ({ written }) => structureOf(written).expertsPerLayer,
      (error: unknown) => toFault(error),
    );
    if (!(outcome instanceof Fault)) expect(outcome).toBe(3);
    else {
      expect(outcome.code).toBe('export-impossible');
      const { problems } = outcome.facts as FaultFacts['export-impossible'];
      expect(problems.join()).toMatch(/the mean of codes is not that of weights/);
    }
  });
});

async function problemsOf(work: Promise<unknown>): Promise<readonly string[]> {
  const fault = await work.then(() => null, toFault);
  expect(fault?.code).toBe('export-impossible');
  return (fault!.facts as FaultFacts['export-impossible']).problems;
}

describe('what can’t be written', () => {
  it('are aligned experts that share tensors', async () => {
    const problems = await problemsOf(merge(await openModel(fused), { router: 'merged', isAligned: true }));
    expect(problems[0]).toContain('hidden units are aligned only where each expert has tensors of its own');
  });

  it('are mean outputs in the place of experts', async () => {
    const checkpoint = await openModel(mixtral);
    const work = () =>
      planPrunedFiles(
        checkpoint,
        structureOf(checkpoint),
        pruningOf({ novices: new Map([[0, [1]]]), thresholds: new Float64Array(0) }),
      );
    expect(await problemsOf(Promise.resolve().then(work))).toEqual([expect.stringContaining('mean output')]);
  });

  it('are codes and factors', async () => {
    const checkpoint = await openModel(mixtral);
    const lost = { value: 0.01, low: 0.01, high: 0.01, certainty: 'exact' } as const;
    const error = { lost, matrices: 3, unknown: 0, roles: [], layers: [], cells: new Float64Array(0) };
    const work = () => planPrunedFiles(checkpoint, structureOf(checkpoint), pruningOf({ error }));
    expect(await problemsOf(Promise.resolve().then(work))).toEqual([expect.stringContaining('two factors')]);
  });
});

describe('experts a token', () => {
  const lower = (checkpoint: Checkpoint, topK: number) =>
    planPrunedFiles(
      checkpoint,
      structureOf(checkpoint),
      pruningOf({ topK, thresholds: new Float64Array(0) }),
    );

  it('are fewer in config.json, by the key of the family', async () => {
    expect(lower(await openModel(mixtral), 1).config).toEqual({ ...mixtral.config, num_experts_per_tok: 1 });
  });

  it('can’t be fewer where config.json does not say how many they are', async () => {
    const checkpoint = await openModel({
      ...mixtral,
      config: { ...mixtral.config, num_experts_per_tok: null },
    });
    expect(await problemsOf(Promise.resolve().then(() => lower(checkpoint, 1)))).toEqual([
      expect.stringContaining('does not say how many experts a token chooses'),
    ]);
  });
});
