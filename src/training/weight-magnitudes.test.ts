import { beforeAll, describe, expect, it } from 'vitest';
import { defaultsOf } from '../core/parameters.ts';
import { defaultRecipe } from '../core/recipe-defaults.ts';
import { summed } from '../core/sketch/levels.ts';
import { startBackend } from '../testing/tf-backends.ts';
import { clusters } from './datasets/synthetic/clusters.ts';
import { Run } from './run.ts';
import { stripsOf } from './strips.ts';
import * as tf from './tf.ts';
import { weightMagnitudes } from './weight-magnitudes.ts';

async function newRun(): Promise<Run> {
  const dataset = await clusters.load(defaultsOf(clusters.parameters), {
    open: () => Promise.reject(new Error('clusters are drawn, not read')),
  });
  return new Run({ ...defaultRecipe, experts: { id: 'mlp', values: { count: 4, hidden: 5 } } }, dataset);
}

describe('what is shown of a run', () => {
  beforeAll(() => startBackend('cpu'));

  it('are the magnitudes of all its experts’ matrices, zeros apart, and nothing else', async () => {
    const run = await newRun();
    const matrices = run.model.weights
      .all()
      .filter(({ group, isVector }) => group === 'experts' && !isVector);
    const [first] = matrices;
    const { shape } = first!.variable;
    tf.tidy(() => first!.variable.assign(tf.zeros(shape)));
    const values = matrices.flatMap(({ variable }) => [...variable.dataSync()]).map(Math.abs);
    const weights = weightMagnitudes(run);
    expect(weights.zeros).toBe(values.filter((value) => value === 0).length);
    expect(weights.maxAbs).toBe(Math.max(...values));
    const { count, sum } = summed(weights.levels);
    expect(count + weights.zeros).toBe(values.length);
    const l1 = values.reduce((total, value) => total + value, 0);
    expect(weights.l1 / l1).toBeCloseTo(1, 12);
    expect(sum / l1).toBeCloseTo(1, 12);
    const squares = values.reduce((total, value) => total + value * value, 0);
    expect(weights.sumSquares / squares).toBeCloseTo(1, 12);
    run.dispose();
  });

  it('is for each expert a strip of samples that it is the first choice of', async () => {
    const run = await newRun();
    const rest = () => Promise.resolve();
    const { signal } = new AbortController();
    const strips = await stripsOf(run, { perExpert: 3, signal, rest });
    expect(strips.map(({ expert }) => expert)).toEqual([0, 1, 2, 3]);
    expect(Math.max(...strips.map(({ texts }) => texts.length))).toBe(3);
    for (const { label } of strips.flatMap(({ texts }) => texts)) {
      expect(run.dataset.classes).toContain(label);
    }
    run.dispose();
  });
});
