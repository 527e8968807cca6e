import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelEdits } from '../../core/pruning/model-edits.ts';
import { noEdits } from '../../core/pruning/model-edits.ts';
import { defaultsOf } from '../../core/parameters.ts';
import { seededRandom } from '../../core/random.ts';
import type { Recipe } from '../../core/recipe.ts';
import { rowOf, type Matrix } from '../../core/routing/matrix.ts';
import { routeTopK } from '../../core/routing/routers/top-k.ts';
import { startBackend } from '../../testing/tf-backends.ts';
import { readInputs } from '../batch-tensors.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { problemsOf } from '../compatibility.ts';
import { datasetById } from '../datasets/index.ts';
import { Run } from '../run.ts';
import { takeSnapshot } from '../snapshot.ts';
import * as tf from '../tf.ts';
import { PATIENCE, recipe } from '../../testing/small-recipe.ts';
import type { Trained } from './apply-edits.ts';
import { leaveOneOut } from './leave-one-out.ts';
import { MeasuredModel } from './measured-model.ts';
import { reconstruct } from './reconstruction.ts';
import { sweep } from './sweep.ts';

let dataset: Dataset;

async function trained(of: Recipe): Promise<Trained> {
  const run = new Run(of, dataset);
  while (!run.isDone) run.advance();
  const snapshot = await takeSnapshot(run);
  run.dispose();
  return { recipe: of, snapshot };
}

/** By the model's own experts, and the reference maths of routing with experts that are gone at −∞. */
function predictWithout(model: MeasuredModel, gone: readonly number[]): Matrix {
  const original = model.build(noEdits);
  const { samples } = model.samplesOf('whole');
  const inputs = readInputs({ dataset, split: 'test', samples }, original.reads);
  const forward = original.forward(
    inputs,
    { isTraining: false, random: seededRandom(0) },
    { needsEach: true },
  );
  const [rows, experts] = forward.scores.logits.shape;
  const logits = Float64Array.from(forward.scores.logits.dataSync(), (logit, i) =>
    gone.includes(i % experts) ? -Infinity : logit,
  );
  const { gates } = routeTopK({ rows, columns: experts, values: logits }, { topK: 2, gatesOver: 'selected' });
  const each = forward.expertLogits!.dataSync();
  const columns = dataset.classes.length;
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const scores = Float64Array.from({ length: columns }, (_, label) =>
      rowOf(gates, row).reduce(
        (sum, gate, expert) =>
          sum + (gate > 0 ? gate * each[(row * experts + expert) * columns + label]! : 0),
        0,
      ),
    );
    const most = Math.max(...scores);
    const total = Math.log(scores.reduce((sum, score) => sum + Math.exp(score - most), 0)) + most;
    scores.forEach((score, label) => (values[row * columns + label] = score - total));
  }
  tf.dispose([inputs, ...Object.values(forward).filter((value) => value instanceof tf.Tensor)]);
  original.dispose();
  return { rows, columns, values };
}

function compare(p: Matrix, q: Matrix, labels: ArrayLike<number>) {
  let [right, loss, divergence, agreeing] = [0, 0, 0, 0];
  for (let row = 0; row < p.rows; row++) {
    const [a, b] = [rowOf(p, row), rowOf(q, row)];
    const best = (scores: Float64Array) => scores.indexOf(Math.max(...scores));
    if (best(b) === labels[row]) right++;
    if (best(a) === best(b)) agreeing++;
    loss -= b[labels[row]!]!;
    divergence += a.reduce((sum, logP, label) => sum + Math.exp(logP) * (logP - b[label]!), 0);
  }
  return {
    accuracy: right / p.rows,
    loss: loss / p.rows,
    divergence: divergence / p.rows,
    agreement: agreeing / p.rows,
  };
}

describe('a trained model under plans', () => {
  let model: MeasuredModel;

  beforeAll(async () => {
    await startBackend('wasm');
    const definition = datasetById('clusters');
    dataset = await definition.load(defaultsOf(definition.parameters), {
      open: () => Promise.reject(new Error('clusters are drawn, not read')),
    });
    model = new MeasuredModel(await trained(recipe), dataset);
  }, PATIENCE);

  it('is itself under a plan that takes nothing', async () => {
    const { before, after, divergence, agreement, samples } = await model.measure(noEdits, 'whole');
    expect(after).toEqual(before);
    expect(divergence).toBe(0);
    expect(agreement).toBe(1);
    expect(samples).toBe(dataset.test.labels.length);
    expect(before.accuracy).toBeGreaterThan(1.5 / dataset.classes.length);
  });

  it('without experts does what its own experts and the maths of routing come to', async () => {
    const gone = [1, 4];
    const measured = await model.measure({ ...noEdits, kept: [0, 2, 3] }, 'whole');
    const wanted = compare(predictWithout(model, []), predictWithout(model, gone), dataset.test.labels);
    const { after, divergence, agreement } = measured;
    expect(after.accuracy).toBe(wanted.accuracy);
    expect(agreement).toBe(wanted.agreement);
    expect(after.loss).toBeCloseTo(wanted.loss, 5);
    expect(divergence).toBeCloseTo(wanted.divergence, 5);
    expect(divergence).toBeGreaterThan(0.01);
    const [load] = after.load;
    expect(load!.shares.map((share) => share > 0)).toEqual([true, false, true, true, false]);
    expect(load!.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('has zeros where a threshold of a tensor puts them, and nowhere else', async () => {
    const name = 'layers.0.mixture.experts.2.up.weight';
    const edits: ModelEdits = { ...noEdits, thresholds: { [name]: 0.1 } };
    const up = (of: Trained) => of.snapshot.weights.find((array) => array.name === 'experts.up.weight')!;
    const [before, after] = [up(model.trained), up(model.prune(edits))];
    const [, width] = before.shape;
    after.values.forEach((value, i) => {
      const isThere = Math.floor((i % width!) / 6) === 2;
      const own = before.values[i]!;
      expect(value).toBe(isThere && Math.abs(own) < 0.1 ? 0 : own);
    });
    expect(after.values.filter((value) => value === 0).length).toBeGreaterThan(0);
    const measured = await model.measure(edits, 'whole');
    expect(measured.divergence).toBeGreaterThan(0);
  });

  it('lowers top-k', async () => {
    const { after } = await model.measure({ ...noEdits, topK: 1 }, 'sample');
    expect(after.expertsPerSample).toBe(1);
  });

  it('sweeps point by point, to the knee', async () => {
    const tensors = model.trained.recipe.experts.values.count as number;
    const threshold = (size: number) =>
      Object.fromEntries(
        Array.from({ length: tensors }, (_, i) => [`layers.0.mixture.experts.${i}.up.weight`, size]),
      );
    const points = [0, 0.25, 0.5, 0.75, 1].map((removed) => ({
      removed,
      edits: { ...noEdits, thresholds: threshold(removed === 1 ? 1e9 : removed / 2) },
    }));
    const seen: number[] = [];
    const report = (partial: { readonly points: readonly unknown[] }) => seen.push(partial.points.length);
    const whole = await sweep(model, { axis: 'weights', points }, { report });
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(whole.points[0]!.measured.divergence).toBe(0);
    expect(whole.points.at(-1)!.measured.after.accuracy).toBeLessThan(
      whole.points[0]!.measured.after.accuracy,
    );
    expect(whole.plateau).not.toBeNull();
  });

  it('stops when it is aborted, and leaves no tensor behind', async () => {
    const tensors = tf.memory().numTensors;
    const controller = new AbortController();
    const measuring = model.measure(noEdits, 'whole', {
      signal: controller.signal,
      report: () => controller.abort(),
    });
    await expect(measuring).rejects.toThrow('aborted');
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('is measured without each of its experts', async () => {
    const without = await leaveOneOut(model, {});
    const { before } = await model.measure(noEdits, 'sample');
    expect(without.loss).toBe(before.loss);
    for (const [expert, loss] of without.lossWithout.entries()) {
      const kept = [0, 1, 2, 3, 4].filter((id) => id !== expert);
      expect(loss).toBe((await model.measure({ ...noEdits, kept }, 'sample')).after.loss);
    }
    expect(new Set(without.lossWithout).size).toBeGreaterThan(1);
  });

  it('tells which experts reconstruct its outputs best', async () => {
    const { best } = await reconstruct(model, {});
    expect(best.map(({ keep, kept, isBest }) => [keep, kept.length, isBest])).toEqual([
      [1, 1, true],
      [2, 2, true],
      [3, 3, true],
      [4, 4, true],
    ]);
    const errors = best.map(({ error }) => error);
    expect(errors).toEqual(errors.toSorted((a, b) => b - a));
    expect(errors.at(-1)).toBeGreaterThan(0);
  });
});

describe.each([
  ['switch', {}],
  ['noisy-top-k', { k: 2 }],
  ['sigmoid-bias', { k: 2 }],
  ['expert-choice', {}],
  ['threshold', {}],
  ['soft', {}],
  ['attentive', {}],
] as const)('the router %s', (id, values) => {
  beforeAll(() => startBackend('wasm'));

  it('goes on with fewer experts', async () => {
    const routed: Recipe = { ...recipe, router: { id, values }, epochs: 1 };
    const model = new MeasuredModel(await trained(routed), dataset);
    const unpruned = await model.measure(noEdits, 'whole');
    expect([unpruned.divergence, unpruned.agreement]).toEqual([0, 1]);
    const topK = 3;
    const pruned = model.prune({ ...noEdits, kept: [1, 2, 4], topK });
    expect(problemsOf(pruned.recipe, null)).toEqual([]);
    const { after, divergence } = await model.measure({ ...noEdits, kept: [1, 2, 4], topK }, 'whole');
    expect(after.load[0]!.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect([after.load[0]!.shares[0], after.load[0]!.shares[3]]).toEqual([0, 0]);
    expect(Number.isFinite(divergence)).toBe(true);
  });
});
