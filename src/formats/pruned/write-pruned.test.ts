import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../core/checkpoint.ts';
import { byteLengthOf } from '../../core/dtype.ts';
import { structureOf } from '../../core/families/structure-of.ts';
import { Fault, toFault, type FaultFacts, type Notice } from '../../core/fault.ts';
import type { KeepLists } from '../../core/pruning/plan.ts';
import { elementCount } from '../../core/tensor.ts';
import { memoryFolder, openable, type MemoryFolder } from '../../testing/memory-folder.ts';
import {
  makeTensors,
  modelFiles,
  prunableModels,
  type MadeTensor,
  type PrunableModel,
} from '../../testing/prunable-models.ts';
import { pruningOf } from '../../testing/pruning-of.ts';
import { openCheckpoints } from '../open.ts';
import { sourceOf } from '../sources/source-of.ts';
import { storedShape } from './expert-cut.ts';
import { planPrunedFiles, type PruneOptions } from './plan-files.ts';
import { writePruned } from './write-pruned.ts';

async function open(files: ReadonlyMap<string, Uint8Array>): Promise<Checkpoint> {
  const { checkpoints, faults } = await openCheckpoints(openable(files));
  expect(faults).toEqual([]);
  expect(checkpoints).toHaveLength(1);
  return checkpoints[0]!;
}

/** Experts 1, 2 and 5 of six, and 0, 3, 5 and 7 of eight, in every layer. */
function keepOf({ experts }: PrunableModel, checkpoint: Checkpoint): KeepLists {
  const kept = experts === 8 ? [0, 3, 5, 7] : [1, 2, 5];
  return new Map(structureOf(checkpoint).moeLayers.map((layer) => [layer, kept]));
}

async function prune(
  checkpoint: Checkpoint,
  keepLists: KeepLists,
  options?: PruneOptions,
): Promise<{ folder: MemoryFolder; names: readonly string[]; thresholds: Float64Array }> {
  const structure = structureOf(checkpoint);
  const thresholds = new Float64Array(structure.parts.length);
  const files = planPrunedFiles(checkpoint, structure, pruningOf({ keepLists, thresholds }), options);
  const folder = memoryFolder();
  const names = await writePruned(files, folder, { sourceOf });
  return { folder, names, thresholds };
}

/** The tensors that should come out, worked out from what the model says of itself by hand. */
function expected(
  model: PrunableModel,
  tensors: readonly MadeTensor[],
  kept: readonly number[],
): Map<string, MadeTensor> {
  const left = new Map<string, MadeTensor>();
  for (const tensor of tensors) {
    const { of, name } = tensor;
    if (of.name.includes('{e}')) {
      const expert = [...Array(model.experts).keys()].find(
        (e) => of.name.replace('{e}', String(e)) === name,
      )!;
      const place = kept.indexOf(expert);
      if (place >= 0) left.set(of.name.replace('{e}', String(place)), tensor);
    } else if (of.axis === undefined) left.set(name, tensor);
    else left.set(name, taken(tensor, model.experts, kept));
  }
  return left;
}

/** `kept` of the experts along the tensor's axis, element by element. */
function taken(tensor: MadeTensor, experts: number, kept: readonly number[]): MadeTensor {
  const { shape, dtype, bytes, of } = tensor;
  const axis = of.axis === 'raw' ? shape.length - 1 : of.axis!;
  const all = shape[axis]!;
  const share = (all - (of.beyond ?? 0)) / experts;
  const indices = [
    ...kept.flatMap((e) => range(e * share, share)),
    ...range(experts * share, of.beyond ?? 0),
  ];
  const size = byteLengthOf(dtype, 1);
  const newShape = shape.with(axis, indices.length);
  // memory of a raw view is [experts, …] whatever the shape
  const seen = of.axis === 'raw' ? [experts, elementCount(shape) / experts] : shape;
  const seenAxis = of.axis === 'raw' ? 0 : axis;
  const picks = of.axis === 'raw' ? kept : indices;
  const inner = elementCount(seen.slice(seenAxis + 1)) * size;
  const pieces: Uint8Array[] = [];
  for (let outer = 0; outer < elementCount(seen.slice(0, seenAxis)); outer++) {
    for (const index of picks) {
      const at = (outer * seen[seenAxis]! + index) * inner;
      pieces.push(bytes.slice(at, at + inner));
    }
  }
  return { ...tensor, shape: newShape, bytes: Uint8Array.from(pieces.flatMap((piece) => [...piece])) };
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

function bytesOf(checkpoint: Checkpoint, name: string): Uint8Array {
  const tensor = checkpoint.tensors.find((one) => one.name === name)!;
  const { recipe } = checkpoint.files[tensor.file]!;
  if (recipe.kind !== 'bytes') throw new Error('not in memory');
  return recipe.bytes.subarray(tensor.startByte, tensor.startByte + tensor.byteLength);
}

function settingAt(config: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inside, key) => (inside as Record<string, unknown>)[key], config);
}

describe.each(prunableModels)('$title', (model) => {
  const tensors = makeTensors(model);

  it('loses experts and nothing else, byte for byte', async () => {
    const original = await open(modelFiles(model, tensors));
    const keep = keepOf(model, original);
    const { folder } = await prune(original, keep);
    const pruned = await open(folder.files);
    const kept = [...keep.values()][0]!;
    const wanted = expected(model, tensors, kept);
    expect(pruned.tensors.map(({ name }) => name).sort()).toEqual([...wanted.keys()].sort());
    for (const tensor of pruned.tensors) {
      const { dtype, shape, bytes } = wanted.get(tensor.name)!;
      expect([tensor.name, storedShape(tensor)]).toEqual([tensor.name, { dtype, shape }]);
      expect(Buffer.compare(bytesOf(pruned, tensor.name), bytes), tensor.name).toBe(0);
    }
  });

  it('opens as the same family with fewer experts', async () => {
    const original = await open(modelFiles(model, tensors));
    const keep = keepOf(model, original);
    const { folder } = await prune(original, keep);
    const pruned = await open(folder.files);
    const [before, after] = [structureOf(original), structureOf(pruned)];
    const count = [...keep.values()][0]!.length;
    expect(after).toMatchObject({
      family: before.family,
      moeLayers: before.moeLayers,
      layerLabels: before.layerLabels,
      topK: before.topK,
      expertsPerLayer: count,
    });
    const codes = (notices: readonly Notice[]) => notices.map(({ code }) => code);
    expect(codes(after.notices)).toEqual(codes(before.notices));
    expect(codes(pruned.notices)).toEqual(codes(original.notices));
    if (model.config !== null) expect(settingAt(pruned.config, model.countedBy)).toBe(count);
    const experts = (parts: typeof before.parts) =>
      parts.filter(({ role, expert }) => role === 'expert' && expert !== null);
    const parameters = (parts: typeof before.parts) =>
      experts(parts).reduce((sum, part) => sum + part.parameters, 0);
    expect(experts(after.parts).length * model.experts).toBe(experts(before.parts).length * count);
    expect(parameters(after.parts) * model.experts).toBe(parameters(before.parts) * count);
  });
});

const [mixtral, deepseek] = prunableModels as readonly [PrunableModel, PrunableModel];

async function faultIn(work: Promise<unknown>): Promise<Fault> {
  return work.then(() => {
    throw new Error('No fault was thrown.');
  }, toFault);
}

async function problemsOf(model: PrunableModel, keep: KeepLists, change: Partial<PrunableModel> = {}) {
  const changed = { ...model, ...change };
  const checkpoint = await open(modelFiles(changed, makeTensors(changed)));
  const fault = await faultIn(prune(checkpoint, keep));
  expect(fault.code).toBe('export-impossible');
  return (fault.facts as FaultFacts['export-impossible']).problems;
}

describe('config.json', () => {
  it('is the original’s but for the number of experts', async () => {
    const original = await open(modelFiles(mixtral, makeTensors(mixtral)));
    const { folder } = await prune(original, keepOf(mixtral, original));
    expect((await open(folder.files)).config).toEqual({ ...mixtral.config, num_local_experts: 3 });
  });

  it('names experts that stay by their new numbers where it says how they are quantised', async () => {
    const original = await open(modelFiles(deepseek, makeTensors(deepseek)));
    const { folder } = await prune(original, keepOf(deepseek, original));
    expect((await open(folder.files)).config).toMatchObject({
      quantization_config: { ignore: ['lm_head', 'model.layers.1.mlp.experts.3.down_proj'] },
    });
  });

  it('can’t say that layers differ', async () => {
    const keep = new Map([
      [0, [1, 2, 3]],
      [1, [0, 1]],
    ]);
    expect(await problemsOf(mixtral, keep)).toEqual([
      'config.json has one number of experts for all layers (num_local_experts), but layer 0 would keep 3 and layer 1 would keep 2.',
    ]);
    expect(await problemsOf(mixtral, new Map([[0, [1, 2, 3]]]))).toEqual([
      'config.json has one number of experts for all layers (num_local_experts), but layer 0 would keep 3 and layer 1 would keep 6.',
    ]);
  });

  it('says so where it has a list', async () => {
    const config = { ...mixtral.config, num_local_experts: [6, 6] };
    const listed = { ...mixtral, config };
    const original = await open(modelFiles(listed, makeTensors(listed)));
    const keep = new Map([
      [0, [1, 2, 3]],
      [1, [0, 1]],
    ]);
    const { folder } = await prune(original, keep);
    expect((await open(folder.files)).config).toEqual({ ...config, num_local_experts: [3, 2] });
  });

  it('has to agree with the tensors', async () => {
    const config = { ...mixtral.config, num_local_experts: 7 };
    const keep = new Map([
      [0, [1, 2]],
      [1, [0, 1]],
    ]);
    expect(await problemsOf(mixtral, keep, { config })).toEqual([
      'config.json says 7 experts (num_local_experts), but layer 0 has 6.',
    ]);
  });
});

describe('a plan that can’t be written', () => {
  it('leaves fewer experts than a token goes to', async () => {
    const keep = new Map([
      [0, [1]],
      [1, [0]],
    ]);
    expect(await problemsOf(mixtral, keep)).toEqual([
      'Layer 0 would keep 1 of 6 experts, but a token goes to 2.',
      'Layer 1 would keep 1 of 6 experts, but a token goes to 2.',
    ]);
  });

  it('leaves groups of different sizes', async () => {
    expect(await problemsOf(deepseek, new Map([[1, [0, 1, 2, 7]]]))).toEqual([
      'The router of layer 1 chooses among 2 groups of equal size first, but their experts that stay would be 3, 1.',
    ]);
    expect(await problemsOf(deepseek, new Map([[1, [0, 7]]]))).toEqual([
      'The router of layer 1 chooses 2 experts in 1 of 2 groups, too many for groups of 1.',
    ]);
  });

  it('speaks of layers or experts that are not there', async () => {
    expect(await problemsOf(mixtral, new Map([[7, [0, 1]]]))).toEqual(['There is no layer 7 with experts.']);
    expect(await problemsOf(mixtral, new Map([[1, [0, 6]]]))).toEqual([
      'Layer 1 has no such experts as are to be kept.',
    ]);
  });

  it('would cut what can’t be read for certain', async () => {
    const keep = new Map([
      [0, [1, 2]],
      [1, [0, 1]],
    ]);
    const withTensor = (name: string, shape: readonly number[]) => ({
      tensors: [...mixtral.tensors, { name, dtype: 'BF16' as const, shape }],
    });
    const block = 'model.layers.0.block_sparse_moe';
    expect(await problemsOf(mixtral, keep, withTensor(`${block}.moe_mystery`, [6, 2]))).toEqual([
      `It can’t be told where experts lie in “${block}.moe_mystery”.`,
    ]);
    const routerless = {
      tensors: mixtral.tensors.filter(({ name }) => !name.endsWith('0.block_sparse_moe.gate.weight')),
    };
    expect(await problemsOf(mixtral, keep, routerless)).toEqual([
      'The router of layer 0 is not known, so its rows can’t be removed.',
    ]);
  });

  it('is of a model that is not all there', async () => {
    const files = modelFiles(mixtral, makeTensors(mixtral));
    files.delete('model-00002-of-00002.safetensors');
    const fault = await faultIn(prune(await open(files), new Map([[0, [0, 1]]])));
    expect(fault.code).toBe('export-impossible');
  });
});

describe('files', () => {
  it('are shards with an index, as large as they may be', async () => {
    const original = await open(modelFiles(mixtral, makeTensors(mixtral)));
    const { folder, names } = await prune(original, keepOf(mixtral, original), { shardBytes: 20_000 });
    expect(names).toEqual([...folder.files.keys()]);
    expect(names.slice(-2)).toEqual(['model.safetensors.index.json', 'config.json']);
    const shards = names.filter((name) => name.endsWith('.safetensors'));
    expect(shards.length).toBeGreaterThan(2);
    expect(shards[0]).toBe(`model-00001-of-0000${shards.length}.safetensors`);
    const pruned = await open(folder.files);
    expect(pruned.notices).toEqual([]);
    const index = JSON.parse(new TextDecoder().decode(folder.files.get('model.safetensors.index.json'))) as {
      metadata: { total_size: number };
      weight_map: Record<string, string>;
    };
    expect(Object.keys(index.weight_map).sort()).toEqual(pruned.tensors.map(({ name }) => name).sort());
    expect(index.metadata.total_size).toBe(
      pruned.tensors.reduce((sum, { byteLength }) => sum + byteLength, 0),
    );
  });

  it('are the same tensors where nothing is removed', async () => {
    const tensors = makeTensors(mixtral);
    const original = await open(modelFiles(mixtral, tensors));
    const { folder } = await prune(original, new Map());
    const same = await open(folder.files);
    expect(same.config).toEqual(mixtral.config);
    for (const { name, bytes } of tensors) expect(Buffer.compare(bytesOf(same, name), bytes)).toBe(0);
  });

  it('are not left half-written where the disk is full', async () => {
    const original = await open(modelFiles(mixtral, makeTensors(mixtral)));
    const structure = structureOf(original);
    const thresholds = new Float64Array(structure.parts.length);
    const files = planPrunedFiles(
      original,
      structure,
      pruningOf({ keepLists: keepOf(mixtral, original), thresholds }),
      { shardBytes: 20_000 },
    );
    const folder = memoryFolder((file, bytes) => {
      if (file.startsWith('model-00002') && bytes > 5000)
        throw new Fault('write-failed', { file, detail: 'there is no room left' });
    });
    const fault = await faultIn(writePruned(files, folder, { sourceOf }));
    expect(fault.code).toBe('write-failed');
    expect([...folder.files.keys()]).toEqual([files.shards[0]!.name]);
    expect(folder.discarded).toEqual([files.shards[1]!.name]);
  });

  it('report every byte, and stop when asked to', async () => {
    const original = await open(modelFiles(mixtral, makeTensors(mixtral)));
    const structure = structureOf(original);
    const thresholds = new Float64Array(structure.parts.length);
    const files = planPrunedFiles(
      original,
      structure,
      pruningOf({ keepLists: keepOf(mixtral, original), thresholds }),
    );
    const seen: number[] = [];
    await writePruned(files, memoryFolder(), {
      sourceOf,
      report: ({ writtenBytes }) => seen.push(writtenBytes),
    });
    expect(seen.at(-1)).toBe(files.byteLength);
    const controller = new AbortController();
    const folder = memoryFolder();
    const aborted = writePruned(files, folder, {
      sourceOf,
      signal: controller.signal,
      report: () => controller.abort(),
    });
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    expect(folder.files.size).toBe(0);
    expect(folder.discarded).toEqual(['model.safetensors']);
  });
});
