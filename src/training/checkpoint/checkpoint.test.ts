import { beforeAll, describe, expect, it } from 'vitest';
import { structureOf } from '../../core/families/structure-of.ts';
import { defaultsOf } from '../../core/parameters.ts';
import { defaultRecipe } from '../../core/recipe-defaults.ts';
import type { Recipe } from '../../core/recipe.ts';
import { startBackend } from '../../testing/tf-backends.ts';
import { tensorEntry } from '../../testing/tensors.ts';
import { datasetById } from '../datasets/index.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { Run } from '../run.ts';
import { MisfitError, restoreSnapshot, takeSnapshot } from '../snapshot.ts';
import { checkpointOf, snapshotOf, type RunCheckpoint } from './checkpoint.ts';
import { dataOfConfig, parseConfig, type CheckpointConfig } from './config.ts';
import * as tf from '../tf.ts';
import { traceOf } from './trace.ts';

const base: Recipe = {
  ...defaultRecipe,
  dataset: { id: 'clusters', values: {} },
  experts: { id: 'mlp', values: { count: 4, hidden: 3, shared: 2 } },
  epochs: 2,
  batchSize: 50,
};

const recipes: Readonly<Record<string, Recipe>> = {
  'switch, with shared experts': base,
  'noisy top-2': { ...base, router: { id: 'noisy-top-k', values: { k: 2 } } },
  'sigmoid with biases': { ...base, router: { id: 'sigmoid-bias', values: {} }, regularizers: [] },
  'linear experts': { ...base, experts: { id: 'linear', values: { count: 3 } } },
  dense: { ...base, router: { id: 'dense', values: {} }, regularizers: [] },
  'attentive, with a trunk': {
    ...base,
    router: { id: 'attentive', values: {} },
    trunk: { id: 'mlp', values: {} },
    regularizers: [],
  },
};

async function clusters(): Promise<Dataset> {
  const definition = datasetById('clusters');
  return definition.load(defaultsOf(definition.parameters), {
    open: () => Promise.reject(new Error('clusters are drawn, not read')),
  });
}

const backend = { name: 'cpu', device: 'plain JavaScript', isSoftware: false, stepMs: null } as const;

async function trainedFor(recipe: Recipe, steps: number): Promise<Run> {
  const run = new Run(recipe, await clusters());
  for (let step = 0; step < steps; step++) run.advance();
  return run;
}

async function saved(run: Run): Promise<RunCheckpoint> {
  return checkpointOf(run, { backend, test: await run.evaluateTest() });
}

function restored({ config, weights, state }: RunCheckpoint) {
  const read = parseConfig(config) as CheckpointConfig;
  return snapshotOf(read.recipe, dataOfConfig(read), { step: read.step, weights: weights.arrays, state });
}

describe.each(Object.entries(recipes))('a checkpoint of %s', (_, recipe) => {
  beforeAll(() => startBackend('cpu'));

  it('brings everything back', async () => {
    const run = await trainedFor(recipe, 3);
    expect(restored(await saved(run))).toEqual(await takeSnapshot(run));
    run.dispose();
  });

  it('goes on as if it had not stopped, and evaluates as it did', async () => {
    const straight = await trainedFor(recipe, 3);
    const checkpoint = await saved(straight);
    const again = new Run(recipe, straight.dataset);
    restoreSnapshot(again, restored(checkpoint));
    expect(await again.evaluateTest()).toEqual(await straight.evaluateTest());
    straight.advance();
    again.advance();
    expect(await takeSnapshot(again)).toEqual(await takeSnapshot(straight));
    straight.dispose();
    again.dispose();
  });

  it('is recognised: a layer, its experts, its router', async () => {
    const run = await trainedFor(recipe, 0);
    const { weights, config } = await saved(run);
    const structure = structureOf({
      tensors: weights.arrays.map(({ name, shape }) => tensorEntry(name, shape)),
      config: JSON.parse(config) as Record<string, unknown>,
    });
    expect(structure.family).toBe('moe_scope');
    expect(structure.layers).toBe(1);
    expect(structure.expertsPerLayer).toBe(run.model.experts);
    const parts = structure.parts.filter(({ role }) => role === 'expert');
    expect(new Set(parts.map(({ expert }) => expert)).size).toBe(run.model.experts);
    if (recipe.router.id !== 'dense') {
      expect(structure.parts.some(({ role }) => role === 'router')).toBe(true);
    }
    expect(structure.notices).toEqual([]);
    run.dispose();
  });
});

describe('a checkpoint that does not fit', () => {
  beforeAll(() => startBackend('cpu'));

  it('is refused with what is wrong', async () => {
    const run = await trainedFor(base, 0);
    const checkpoint = await saved(run);
    const data = dataOfConfig(parseConfig(checkpoint.config) as CheckpointConfig);
    const { arrays } = checkpoint.weights;
    const open = (recipe: Recipe, weights = arrays) =>
      snapshotOf(recipe, data, { step: 0, weights, state: null });
    expect(() => open(base, arrays.slice(1))).toThrow(MisfitError);
    expect(() => open(base, [...arrays, { name: 'wings', shape: [1], values: new Float32Array(1) }])).toThrow(
      /no weights called wings/,
    );
    expect(() =>
      open({ ...base, experts: { id: 'mlp', values: { count: 4, hidden: 5, shared: 2 } } }),
    ).toThrow(/the recipe makes it/);
    const { state } = await saved(await trainedFor(base, 1));
    const slots = state.arrays.map((array) => ({ ...array, shape: [...array.shape, 1] }));
    expect(() =>
      snapshotOf(base, data, { step: 1, weights: arrays, state: { ...state, arrays: slots } }),
    ).toThrow(/of no weight/);
    expect(() =>
      snapshotOf(base, data, {
        step: 0,
        weights: arrays,
        state: { arrays: [], metadata: { optimizerSteps: '3', routerState: '{"bias":"high"}' } },
      }),
    ).toThrow(MisfitError);
    run.dispose();
  });

  it.each([
    ['another program’s', '{"model_type":"mixtral"}', null],
    ['no JSON', '{', null],
    ['bare', '{"model_type":"moe_scope"}', { problem: expect.stringMatching('nothing') as string }],
    [
      'of a version to come',
      '{"model_type":"moe_scope","moe_scope":{"version":2}}',
      { problem: expect.stringMatching('version') as string },
    ],
    [
      'without a recipe',
      '{"model_type":"moe_scope","moe_scope":{"version":1}}',
      { problem: expect.stringMatching('recipe') as string },
    ],
  ])('has a config.json that is %s', (_, text, expected) => {
    expect(parseConfig(text)).toEqual(expected);
  });
});

describe('a routing trace', () => {
  beforeAll(() => startBackend('cpu'));

  it('tells where every test sample went, and what was predicted', async () => {
    const run = await trainedFor(base, 5);
    const trace = JSON.parse(await traceOf(run, { rest: () => Promise.resolve() })) as {
      labels: number[];
      predictions: number[];
      chosen: number[][];
      gates: number[][];
    };
    const { correct, counts, samples } = await run.evaluateTest();
    expect(trace.labels.filter((label, i) => label === trace.predictions[i]).length).toBe(correct);
    expect(trace.chosen.length).toBe(samples);
    const kept = trace.chosen.flat();
    expect(kept.length).toBe(trace.gates.flat().length);
    expect(kept.length).toBeLessThanOrEqual(counts.choices.reduce((sum, n) => sum + n, 0));
    run.dispose();
  });

  it('tells how alike is what experts say: copies say the same, whatever the gate makes of it', async () => {
    const run = await trainedFor(base, 5);
    const before = tf.memory().numTensors;
    for (const { variable, expertAxis, group } of run.model.weights.all()) {
      if (expertAxis === null || group !== 'experts') continue;
      tf.tidy(() => {
        const parts = tf.split(variable, run.model.experts, expertAxis);
        parts[1] = parts[0]!;
        variable.assign(tf.concat(parts, expertAxis));
      });
    }
    const trace = JSON.parse(await traceOf(run, { rest: () => Promise.resolve() })) as {
      outputSimilarity: number[][];
    };
    const [first] = trace.outputSimilarity;
    expect(first?.length).toBe(run.model.experts);
    expect(first?.slice(0, 2)).toEqual([1, 1]);
    for (const value of first!.slice(2)) expect(value).toBeLessThan(0.999);
    expect(tf.memory().numTensors).toBe(before);
    run.dispose();
  });
});
