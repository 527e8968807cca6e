import { beforeAll, describe, expect, it } from 'vitest';
import { defaultsOf } from '../core/parameters.ts';
import type { Recipe } from '../core/recipe.ts';
import { startBackend } from '../testing/tf-backends.ts';
import { beginRun } from './begin-run.ts';
import type { Dataset } from './datasets/dataset.ts';
import { datasetById } from './datasets/index.ts';
import { Run } from './run.ts';
import { takeSnapshot } from './snapshot.ts';
import * as tf from './tf.ts';

const recipe: Recipe = {
  dataset: { id: 'clusters', values: {} },
  encoder: { id: 'flat', values: {} },
  trunk: { id: 'none', values: {} },
  placement: { id: 'head', values: {} },
  router: { id: 'soft', values: {} },
  experts: { id: 'mlp', values: { count: 3, hidden: 8 } },
  loss: { id: 'cooperative', values: {} },
  regularizers: [],
  optimizer: { id: 'adam', values: { rate: 0.01 } },
  epochs: 2,
  batchSize: 100,
  seed: 3,
};
const attentive: Recipe = { ...recipe, router: { id: 'attentive', values: { width: 4 } } };

function load(): Promise<Dataset> {
  const definition = datasetById('clusters');
  return definition.load(defaultsOf(definition.parameters), {
    open: () => Promise.reject(new Error('clusters are drawn, not read')),
  });
}

async function trained(before: Recipe): Promise<Map<string, Float32Array>> {
  const run = await beginRun(before, { load });
  while (!run.isDone) run.advance();
  return valuesOf(run);
}

async function valuesOf(run: Run): Promise<Map<string, Float32Array>> {
  const { weights } = await takeSnapshot(run);
  return new Map(weights.map(({ name, values }) => [name, values]));
}

describe('a run that begins with what was learned', () => {
  beforeAll(() => startBackend('wasm'));

  it('has random weights where nothing comes before it', async () => {
    const begun = await beginRun(recipe, { load });
    expect(await valuesOf(begun)).toEqual(await valuesOf(new Run(recipe, await load())));
  });

  it('distils an attentive gate: experts are those of the teacher and stay so, the gate learns', async () => {
    const teacher = await trained(attentive);
    const student: Recipe = { ...recipe, start: { kind: 'recipe', recipe: attentive, frozen: ['experts'] } };
    const run = await beginRun(student, { load });
    const begun = await valuesOf(run);
    while (!run.isDone) run.advance();
    const ended = await valuesOf(run);
    expect(ended.get('experts.up.weight')).toEqual(teacher.get('experts.up.weight'));
    expect(ended.get('experts.down.bias')).toEqual(teacher.get('experts.down.bias'));
    expect(ended.get('gate.weight')).not.toEqual(begun.get('gate.weight'));
  });

  it('keeps what is frozen frozen when it is taken up again', async () => {
    const student: Recipe = { ...recipe, start: { kind: 'recipe', recipe: attentive, frozen: ['experts'] } };
    const run = await beginRun(student, { load });
    run.advance();
    const again = await beginRun(student, { load, snapshot: await takeSnapshot(run) });
    run.advance();
    again.advance();
    expect(await valuesOf(again)).toEqual(await valuesOf(run));
  });

  it('adds experts to those that were trained', async () => {
    const before = await trained(recipe);
    const more: Recipe = {
      ...recipe,
      experts: { id: 'mlp', values: { count: 5, hidden: 8 } },
      start: { kind: 'recipe', recipe, frozen: [] },
    };
    const run = await beginRun(more, { load });
    const begun = await valuesOf(run);
    const fresh = await valuesOf(new Run(more, await load()));
    const down = begun.get('experts.down.weight')!;
    const old = before.get('experts.down.weight')!;
    expect(down.subarray(0, old.length)).toEqual(old);
    expect(down.subarray(old.length)).toEqual(fresh.get('experts.down.weight')!.subarray(old.length));
    expect(begun.get('gate.weight')).toEqual(fresh.get('gate.weight'));
  });

  it('leaves experts of another shape behind', async () => {
    const wider: Recipe = { ...recipe, experts: { id: 'mlp', values: { count: 6, hidden: 4 } } };
    const run = await beginRun({ ...wider, start: { kind: 'recipe', recipe, frozen: [] } }, { load });
    const fresh = await valuesOf(new Run(wider, await load()));
    expect((await valuesOf(run)).get('experts.up.weight')).toEqual(fresh.get('experts.up.weight'));
  });

  it('trains experts alone on their share of the classes, and leaks nothing', async () => {
    const dataset = await load();
    const before = tf.memory().numTensors;
    const alone: Recipe = { ...recipe, start: { kind: 'experts-alone', epochs: 3, frozen: ['experts'] } };
    const shares: number[] = [];
    const run = await beginRun(alone, { load, report: (share) => shares.push(share) });
    const { counts, classCorrect } = await run.evaluateTest();
    expect(counts.choices.reduce((sum, n) => sum + n, 0)).toBe(dataset.test.labels.length * 3);
    expect(classCorrect.filter((right) => right > 0).length).toBeGreaterThan(1);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    run.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stops when it is aborted, and leaves nothing behind', async () => {
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    const student: Recipe = { ...recipe, start: { kind: 'recipe', recipe: attentive, frozen: [] } };
    const begun = beginRun(student, { load, signal: controller.signal, report: () => controller.abort() });
    await expect(begun).rejects.toThrow('aborted');
    expect(tf.memory().numTensors).toBe(before);
  });
});
