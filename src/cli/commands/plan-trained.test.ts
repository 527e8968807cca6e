import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { structureOf } from '../../core/families/structure-of.ts';
import { readFloatArrays } from '../../formats/checkpoints/float-arrays.ts';
import { snapshotOf } from '../../training/checkpoint/checkpoint.ts';
import { dataOfConfig, parseConfig, type CheckpointConfig } from '../../training/checkpoint/config.ts';
import { openInputs } from '../open-inputs.ts';
import { pathSource } from '../path-source.ts';
import { writePlan } from './plan-write.ts';
import { pruningOf } from '../../testing/pruning-of.ts';

const sample = resolve(import.meta.dirname, '../../../public/samples/mnist-switch');

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moe-scope-trained-'));
});

afterAll(() => rm(folder, { recursive: true }));

it('a model trained here can be trained on without some of its experts', async () => {
  const { checkpoints } = await openInputs([sample]);
  const checkpoint = checkpoints[0]!;
  const structure = structureOf(checkpoint);
  const keepLists = new Map([[0, [0, 2, 3, 7]]]);
  const out = join(folder, 'pruned');
  const costs = pruningOf({ keepLists, thresholds: new Float64Array(structure.parts.length) });
  await writePlan({ checkpoint, structure, fingerprint: '', costs, out });

  const config = parseConfig(await readFile(join(out, 'config.json'), 'utf8')) as CheckpointConfig;
  expect(config.recipe.experts.values.count).toBe(4);
  const source = pathSource(join(out, 'model.safetensors'));
  const { arrays } = await readFloatArrays(
    { name: source.name, size: source.size, recipe: { kind: 'path', path: join(out, 'model.safetensors') } },
    source,
  );
  const { weights } = snapshotOf(config.recipe, dataOfConfig(config), {
    step: 0,
    weights: arrays,
    state: null,
  });
  const gate = weights.find(({ name }) => name === 'gate.weight')!;
  expect(gate.shape.at(-1)).toBe(4);
});
