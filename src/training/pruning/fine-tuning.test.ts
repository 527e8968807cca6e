import { beforeAll, describe, expect, it } from 'vitest';
import { fineTuneRecipe, usualFineTune, type FineTuneChoice } from '../../core/pruning/fine-tune.ts';
import { noEdits, type ModelEdits } from '../../core/pruning/model-edits.ts';
import { defaultsOf } from '../../core/parameters.ts';
import { readRecipe } from '../../core/recipe-json.ts';
import { formatRecipe, parseRecipe } from '../../core/recipe-text.ts';
import type { Recipe } from '../../core/recipe.ts';
import { startBackend } from '../../testing/tf-backends.ts';
import { beginRun } from '../begin-run.ts';
import { problemsOf } from '../compatibility.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { datasetById } from '../datasets/index.ts';
import { Run } from '../run.ts';
import { takeSnapshot } from '../snapshot.ts';
import * as tf from '../tf.ts';
import { PATIENCE, recipe } from '../../testing/small-recipe.ts';
import type { Trained } from './apply-edits.ts';
import { MeasuredModel } from './measured-model.ts';

const edits: ModelEdits = {
  ...noEdits,
  kept: [0, 2, 4],
  thresholds: {
    'layers.0.mixture.experts.0.up.weight': 0.4,
    'layers.0.mixture.experts.2.down.weight': 0.3,
  },
};

let dataset: Dataset;
let trained: Trained;
let model: MeasuredModel;
const load = () => Promise.resolve(dataset);

function fineTuned(choice: Partial<FineTuneChoice>): { recipe: Recipe; pruned: Trained } {
  const pruned = model.prune(edits);
  const made = { original: recipe, pruned: pruned.recipe, edits };
  return { recipe: fineTuneRecipe(made, { ...usualFineTune, rate: 0.01, ...choice }), pruned };
}

async function expertZeros(run: Run): Promise<readonly string[]> {
  const { weights } = await takeSnapshot(run);
  return weights.flatMap(({ name, values }) =>
    name.startsWith('experts.') && name.endsWith('.weight')
      ? Array.from(values).flatMap((value, i) => (value === 0 ? [`${name}[${i}]`] : []))
      : [],
  );
}

describe('fine-tuning after pruning', () => {
  beforeAll(async () => {
    await startBackend('wasm');
    const definition = datasetById('clusters');
    dataset = await definition.load(defaultsOf(definition.parameters), {
      open: () => Promise.reject(new Error('clusters are drawn, not read')),
    });
    const run = new Run(recipe, dataset);
    while (!run.isDone) run.advance();
    trained = { recipe, snapshot: await takeSnapshot(run) };
    run.dispose();
    model = new MeasuredModel(trained, dataset);
  }, PATIENCE);

  it.each(['retrain', 'entropy', 'router'] as const)('is a recipe like any other: %s', (method) => {
    const { recipe: made } = fineTuned({ method, topK: 1 });
    expect(problemsOf(made, { input: { kind: 'vector', features: 2 }, classes: 4 })).toEqual([]);
    expect(readRecipe(JSON.parse(JSON.stringify(made)))).toEqual(made);
    expect(parseRecipe(formatRecipe(made))).toEqual(made);
  });

  it('keeps zeros zero and gone experts gone, and gains accuracy', async () => {
    const { recipe: made, pruned } = fineTuned({ epochs: 3 });
    const run = await beginRun(made, { load, snapshot: pruned.snapshot });
    const zeros = await expertZeros(run);
    expect(zeros.length).toBeGreaterThan(10);
    const before = await run.evaluateTest();
    while (!run.isDone) run.advance();
    expect(await expertZeros(run)).toEqual(zeros);
    expect(run.model.experts).toBe(3);
    const after = await run.evaluateTest();
    expect(after.loss).toBeLessThan(before.loss);
    run.dispose();
  });

  it('begins where the measured plan is, and from its recipe alone at the same place', async () => {
    const { recipe: made, pruned } = fineTuned({});
    const run = await beginRun(made, { load, snapshot: pruned.snapshot });
    const measured = await model.measure(edits, 'whole');
    const evaluation = await run.evaluateTest();
    expect(evaluation.loss).toBe(measured.after.loss);
    const again = await beginRun(made, { load });
    expect((await takeSnapshot(again)).weights).toEqual((await takeSnapshot(run)).weights);
    run.dispose();
    again.dispose();
  });

  it.each(['retrain', 'entropy', 'router'] as const)(
    'goes on from a snapshot as if it had not stopped: %s',
    async (method) => {
      const { recipe: made, pruned } = fineTuned({ method, topK: 1, epochs: 1 });
      const straight = await beginRun(made, { load, snapshot: withTeacher(pruned, method) });
      for (let step = 0; step < 4; step++) straight.advance();
      const snapshot = structuredClone(await takeSnapshot(straight));
      const resumed = await beginRun(made, { load, snapshot });
      for (let step = 0; step < 4; step++) expect(resumed.advance()).toEqual(straight.advance());
      expect(await takeSnapshot(resumed)).toEqual(await takeSnapshot(straight));
      straight.dispose();
      resumed.dispose();
    },
  );

  it('lowers k by and by, and looks at validation data with the last one', async () => {
    const { recipe: made, pruned } = fineTuned({ method: 'entropy', topK: 1, epochs: 1 });
    const run = await beginRun(made, { load, snapshot: pruned.snapshot });
    expect((await run.evaluateTest()).counts.tokensBySize[1]).toBe(dataset.test.labels.length);
    const used: number[] = [];
    while (!run.isDone) used.push(run.advance().expertsPerSample);
    const half = used.length / 2;
    expect(used.map((experts, i) => experts === (i < half ? 2 : 1))).not.toContain(false);
    run.dispose();
  });

  it('distils into the router alone what the unpruned model says, without a label', async () => {
    const { recipe: made, pruned } = fineTuned({ method: 'router', epochs: 3 });
    const unlabelled: Dataset = {
      ...dataset,
      train: { ...dataset.train, labels: new Uint8Array(dataset.train.labels.length) },
    } as Dataset;
    const snapshot = withTeacher(pruned, 'router');
    const run = await beginRun(made, { load: () => Promise.resolve(unlabelled), snapshot });
    const before = await takeSnapshot(run);
    const losses: number[] = [];
    while (!run.isDone) losses.push(run.advance().loss);
    const after = await takeSnapshot(run);
    const changed = after.weights.flatMap(({ name, values }) => {
      const old = before.weights.find((array) => array.name === name)!.values;
      return values.some((value, i) => value !== old[i]) ? [name] : [];
    });
    expect(changed).toEqual(['gate.weight']);
    const mean = (list: readonly number[]) => list.reduce((sum, loss) => sum + loss, 0) / list.length;
    expect(mean(losses.slice(-5))).toBeLessThan(mean(losses.slice(0, 5)));
    run.dispose();
  });

  it('finds its teacher again where files hold none', async () => {
    const { recipe: made, pruned } = fineTuned({ method: 'router', epochs: 1 });
    const withIt = await beginRun(made, { load, snapshot: withTeacher(pruned, 'router') });
    const without = await beginRun(made, { load, snapshot: pruned.snapshot });
    expect(without.advance()).toEqual(withIt.advance());
    withIt.dispose();
    without.dispose();
  });

  it('leaves no tensor behind', async () => {
    const tensors = tf.memory().numTensors;
    for (const method of ['retrain', 'router'] as const) {
      const { recipe: made, pruned } = fineTuned({ method });
      const run = await beginRun(made, { load, snapshot: withTeacher(pruned, method) });
      for (let step = 0; step < 3; step++) run.advance();
      run.dispose();
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

function withTeacher({ snapshot }: Trained, method: FineTuneChoice['method']): Trained['snapshot'] {
  return method === 'router' ? { ...snapshot, teacher: trained.snapshot } : snapshot;
}
