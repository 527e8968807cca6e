import { beforeAll, describe, expect, it } from 'vitest';
import type { Recipe } from '../core/recipe.ts';
import { mutualInformation } from '../core/routing/statistics/mutual-information.ts';
import { startBackend } from '../testing/tf-backends.ts';
import type { Dataset } from './datasets/dataset.ts';
import { datasetById } from './datasets/index.ts';
import { choicesByDifficulty } from './evaluation.ts';
import { Run } from './run.ts';
import { MisfitError, restoreSnapshot, takeSnapshot } from './snapshot.ts';
import * as tf from './tf.ts';
import { defaultsOf } from '../core/parameters.ts';

const recipe: Recipe = {
  dataset: { id: 'clusters', values: {} },
  encoder: { id: 'flat', values: {} },
  trunk: { id: 'none', values: {} },
  placement: { id: 'head', values: {} },
  router: { id: 'switch', values: { capacity: 2, capacityAtTest: 8 } },
  experts: { id: 'mlp', values: { count: 4, hidden: 16 } },
  loss: { id: 'cross-entropy', values: {} },
  regularizers: [{ id: 'switch-balance', values: { strength: 0.05 } }],
  optimizer: { id: 'adam', values: { rate: 0.01 } },
  epochs: 3,
  batchSize: 50,
  seed: 3,
};

async function clusters(): Promise<Dataset> {
  const definition = datasetById('clusters');
  return definition.load(defaultsOf(definition.parameters), {
    open: () => Promise.reject(new Error('clusters are drawn, not read')),
  });
}

describe.each(['wasm', 'cpu'] as const)('a run on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it('learns, and its evaluation adds up', async () => {
    const run = new Run(recipe, await clusters());
    const points = [];
    while (!run.isDone) points.push(run.advance());
    expect(points.length).toBe(run.totalSteps);
    const evaluation = await run.evaluateTest();
    const { samples, correct, counts, byClass, classSamples } = evaluation;
    expect(samples).toBe(run.dataset.test.labels.length);
    expect(correct / samples).toBeGreaterThan(2 / run.dataset.classes.length);
    expect(counts.choices.reduce((sum, n) => sum + n, 0)).toBe(samples);
    expect(byClass.choices.values.reduce((sum, n) => sum + n, 0)).toBe(samples);
    expect(classSamples.reduce((sum, n) => sum + n, 0)).toBe(samples);
    expect(choicesByDifficulty(evaluation).values.reduce((sum, n) => sum + n, 0)).toBe(samples);
    expect(mutualInformation(byClass.choices).bits).toBeGreaterThan(0);
    run.dispose();
  });

  it('taken up again from a snapshot goes on as if it had not stopped', async () => {
    const dataset = await clusters();
    const straight = new Run(recipe, dataset);
    const first = new Run(recipe, dataset);
    for (let step = 0; step < 12; step++) {
      straight.advance();
      first.advance();
    }
    const snapshot = structuredClone(await takeSnapshot(first));
    first.dispose();
    const second = new Run(recipe, dataset);
    restoreSnapshot(second, snapshot);
    for (let step = 0; step < 12; step++) expect(second.advance()).toEqual(straight.advance());
    const [a, b] = [await takeSnapshot(second), await takeSnapshot(straight)];
    expect(a).toEqual(b);
    second.dispose();
    straight.dispose();
  });

  it('refuses a snapshot of another recipe, and stays as it was', async () => {
    const dataset = await clusters();
    const run = new Run(recipe, dataset);
    const other = new Run({ ...recipe, experts: { id: 'mlp', values: { count: 4, hidden: 8 } } }, dataset);
    const before = await takeSnapshot(run);
    const foreign = await takeSnapshot(other);
    expect(() => restoreSnapshot(run, foreign)).toThrow(MisfitError);
    expect(await takeSnapshot(run)).toEqual(before);
    run.dispose();
    other.dispose();
  });

  it('leaves no tensor behind', async () => {
    const dataset = await clusters();
    const before = tf.memory().numTensors;
    const run = new Run(recipe, dataset);
    for (let step = 0; step < 20; step++) run.advance();
    await run.evaluateValidation();
    run.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
