import { beforeAll, describe, expect, it } from 'vitest';
import type { Recipe } from '../core/recipe.ts';
import { seededRandom } from '../core/random.ts';
import { startBackend } from '../testing/tf-backends.ts';
import { Model } from './model.ts';
import { adam } from './optimizers/adam.ts';
import { trainStep } from './step.ts';
import * as tf from './tf.ts';

const recipe: Recipe = {
  dataset: { id: 'clusters', values: {} },
  encoder: { id: 'flat', values: {} },
  trunk: { id: 'none', values: {} },
  placement: { id: 'head', values: {} },
  router: { id: 'switch', values: { capacity: 2 } },
  experts: { id: 'mlp', values: { count: 4, hidden: 16 } },
  loss: { id: 'cross-entropy', values: {} },
  regularizers: [{ id: 'switch-balance', values: {} }],
  optimizer: { id: 'adam', values: { rate: 0.01 } },
  epochs: 1,
  batchSize: 64,
  seed: 3,
};

/** Four clusters in eight dimensions. */
function makeBatch(size: number) {
  const random = seededRandom(1);
  const labels = Int32Array.from({ length: size }, (_, i) => i % 4);
  const inputs = Float32Array.from({ length: size * 8 }, (_, i) => {
    const label = labels[Math.floor(i / 8)]!;
    return random.normal() * 0.5 + (i % 8 === label ? 2 : 0);
  });
  return {
    inputs: tf.tensor2d(inputs, [size, 8]),
    labels: tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), 4), 'float32') as tf.Tensor2D,
  };
}

function train(steps: number, given = recipe) {
  const model = new Model(given, { input: { kind: 'vector', features: 8 }, classes: 4 });
  const optimizer = adam.build(given.optimizer.values);
  const batch = tf.tidy(() => makeBatch(64));
  const random = seededRandom(9);
  const results = Array.from({ length: steps }, () => trainStep(model, { batch, optimizer, random }));
  return { model, optimizer, batch, results };
}

describe.each(['wasm', 'cpu'] as const)('a model on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it('learns, leaks nothing, and does the same again from the same seed', () => {
    const before = tf.memory().numTensors;
    const first = train(60);
    const second = train(60);
    expect(first.results.at(-1)!.correct).toBeGreaterThan(58);
    expect(second.results.map(({ loss }) => loss)).toEqual(first.results.map(({ loss }) => loss));
    for (const { model, optimizer, batch } of [first, second]) {
      model.dispose();
      optimizer.dispose();
      tf.dispose([batch.inputs, batch.labels]);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives gradients that agree with numeric differences', () => {
    const model = new Model(
      { ...recipe, router: { id: 'soft', values: {} } },
      { input: { kind: 'vector', features: 8 }, classes: 4 },
    );
    const { inputs, labels } = makeBatch(16);
    const random = seededRandom(1);
    const objective = () => {
      const forward = model.forward(inputs, { isTraining: true, random });
      return tf.add<tf.Scalar>(model.loss(forward, labels), model.penalty(forward, inputs));
    };
    const { grads } = tf.variableGrads(objective);
    for (const { name, variable } of model.weights.all()) {
      const gradient = grads[variable.name]!.dataSync();
      const values = Float32Array.from(variable.dataSync());
      const at = Math.floor(values.length / 3);
      const step = 1e-2;
      const valueWith = (delta: number) => {
        const moved = values.slice();
        moved[at]! += delta;
        variable.assign(tf.tensor(moved, variable.shape));
        return objective().dataSync()[0]!;
      };
      const numeric = (valueWith(step) - valueWith(-step)) / (2 * step);
      variable.assign(tf.tensor(values, variable.shape));
      expect(Math.abs(numeric - gradient[at]!), name).toBeLessThan(2e-3 + 0.05 * Math.abs(numeric));
    }
    model.dispose();
  });
});
