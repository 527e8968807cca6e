import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../core/checkpoint.ts';
import { structureOf } from '../../core/families/structure-of.ts';
import { noEdits, type ModelEdits } from '../../core/pruning/model-edits.ts';
import type { MergedLayer } from '../../core/pruning/merging/merged-layer.ts';
import { seededRandom } from '../../core/random.ts';
import type { Structure } from '../../core/structure.ts';
import { readFloatArrays } from '../../formats/checkpoints/float-arrays.ts';
import { startBackend } from '../../testing/tf-backends.ts';
import { pruningOf } from '../../testing/pruning-of.ts';
import { snapshotOf } from '../../training/checkpoint/checkpoint.ts';
import { dataOfConfig, parseConfig, type CheckpointConfig } from '../../training/checkpoint/config.ts';
import type { ImageDataset, ImageSplit } from '../../training/datasets/dataset.ts';
import type { Trained } from '../../training/pruning/apply-edits.ts';
import { MeasuredModel } from '../../training/pruning/measured-model.ts';
import { openInputs } from '../open-inputs.ts';
import { pathSource } from '../path-source.ts';
import { writePlan } from './plan-write.ts';

const sample = resolve(import.meta.dirname, '../../../public/samples/mnist-switch');

let folder = '';
let checkpoint: Checkpoint;
let structure: Structure;

/** In the shape of MNIST, so that the test does not hang on what is installed. */
function noise(): ImageDataset {
  const split = (samples: number): ImageSplit => {
    const random = seededRandom(samples);
    return {
      pixels: Uint8Array.from({ length: samples * 784 }, () => random.below(256)),
      labels: Uint8Array.from({ length: samples }, (_, i) => i % 10),
      partOf: null,
    };
  };
  return {
    kind: 'image',
    id: 'mnist',
    name: 'noise',
    height: 28,
    width: 28,
    channels: 1,
    classes: Array.from({ length: 10 }, (_, i) => String(i)),
    train: split(300),
    test: split(200),
    origin: '',
    licence: '',
    division: '',
    parts: [],
    notices: [],
    normalisation: { mean: new Float64Array([0.13]), deviation: new Float64Array([0.31]) },
  };
}

async function trainedIn(path: string, weights = 'model.safetensors'): Promise<Trained> {
  const config = parseConfig(await readFile(join(path, 'config.json'), 'utf8')) as CheckpointConfig;
  const source = pathSource(join(path, weights));
  const file = {
    name: weights,
    size: source.size,
    recipe: { kind: 'path', path: join(path, weights) },
  } as const;
  const { arrays } = await readFloatArrays(file, source);
  const snapshot = snapshotOf(config.recipe, dataOfConfig(config), { step: 0, weights: arrays, state: null });
  return { recipe: config.recipe, snapshot };
}

/** The sample is kept in bf16: means of its weights are rounded to that when they are written, all else stays bit by bit. */
const BF16_STEP = 2 ** -8;

/** The largest difference of two models' weights, in units of the weight. */
function difference({ snapshot: a }: Trained, { snapshot: b }: Trained): number {
  return a.weights.reduce((most, { values }, i) => {
    const other = b.weights[i]!.values;
    return values.reduce((worst, w, j) => {
      const apart = Math.abs(w - other[j]!);
      return apart === 0 ? worst : Math.max(worst, apart / Math.abs(other[j]!));
    }, most);
  }, 0);
}

describe('a pruned model that was written and read back', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moe-scope-measured-'));
    await startBackend('wasm');
    const { checkpoints } = await openInputs([sample]);
    checkpoint = checkpoints[0]!;
    structure = structureOf(checkpoint);
  });

  afterAll(() => rm(folder, { recursive: true }));

  const kept = [1, 2, 4, 7];
  const merged: MergedLayer = {
    layer: 0,
    groups: [
      { members: [0, 1], weights: [0.3, 0.7], dominant: 1 },
      { members: [2], weights: [1], dominant: 2 },
      { members: [3, 4, 5], weights: [0.2, 0.5, 0.3], dominant: 4 },
      { members: [6, 7], weights: [0.5, 0.5], dominant: 7 },
    ],
    router: 'merged',
    isAligned: false,
  };
  const threshold = 0.05;

  it.each([
    ['with small weights cut and experts gone', null, threshold, 0],
    ['with experts merged', merged, 0, BF16_STEP],
  ])('is the one that was measured: %s', async (title, layer, cut, step) => {
    const thresholds = Float64Array.from(structure.parts, ({ role, expert }) =>
      role === 'expert' && kept.includes(expert ?? -1) ? cut : 0,
    );
    const costs = pruningOf({
      keepLists: new Map([[0, kept]]),
      thresholds,
      ...(layer !== null && { merged: [layer] }),
    });
    const out = join(folder, title.replaceAll(' ', '-'));
    await writePlan({ checkpoint, structure, fingerprint: '', costs, out });

    const byTensor = structure.parts.flatMap(({ tensor }, part) =>
      thresholds[part]! > 0 ? [[checkpoint.tensors[tensor]!.name, cut] as const] : [],
    );
    const edits: ModelEdits = { ...noEdits, merged: layer, thresholds: Object.fromEntries(byTensor), kept };
    const original = new MeasuredModel(await trainedIn(sample, 'mnist-switch.safetensors'), noise());
    const readBack = await trainedIn(out);
    const pruned = original.prune(edits);
    expect(readBack.recipe).toEqual(pruned.recipe);
    expect(difference(readBack, pruned)).toBeLessThanOrEqual(step);

    const { after, divergence } = await original.measure(edits, 'whole');
    const again = await new MeasuredModel(readBack, noise()).measure(noEdits, 'whole');
    if (step === 0) {
      expect(again.before.loss).toBe(after.loss);
      expect(again.before.classAccuracy).toEqual(after.classAccuracy);
      expect(again.before.load[0]!.shares).toEqual(kept.map((expert) => after.load[0]!.shares[expert]));
    } else expect(again.before.loss / after.loss).toBeCloseTo(1, 2);
    expect(divergence).toBeGreaterThan(0);
  });
});
