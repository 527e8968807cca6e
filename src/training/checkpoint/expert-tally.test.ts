import { beforeAll, describe, expect, it } from 'vitest';
import { defaultsOf } from '../../core/parameters.ts';
import { seededRandom } from '../../core/random.ts';
import { defaultRecipe } from '../../core/recipe-defaults.ts';
import type { Recipe } from '../../core/recipe.ts';
import { rowOf } from '../../core/routing/matrix.ts';
import { startBackend } from '../../testing/tf-backends.ts';
import { readInputs } from '../batch-tensors.ts';
import { inOrder } from '../datasets/batches.ts';
import { datasetById } from '../datasets/index.ts';
import { TEST_BATCH } from '../evaluation.ts';
import { Run } from '../run.ts';
import * as tf from '../tf.ts';
import { traceOf } from './trace.ts';

const experts = 4;
const hidden = 5;

const base: Recipe = {
  ...defaultRecipe,
  dataset: { id: 'clusters', values: {} },
  experts: { id: 'mlp', values: { count: experts, hidden } },
  router: { id: 'top-k', values: { k: 2 } },
  regularizers: [],
  batchSize: 50,
};

interface WrittenTrace {
  readonly scores: Readonly<Record<string, readonly number[]>> | null;
  readonly inputEnergies: Readonly<Record<'inputs' | 'units', readonly (readonly number[] | null)[]>> | null;
}

async function trainedFor(recipe: Recipe, steps: number): Promise<Run> {
  const definition = datasetById('clusters');
  const open = () => Promise.reject(new Error('clusters are drawn, not read'));
  const run = new Run(recipe, await definition.load(defaultsOf(definition.parameters), { open }));
  for (let step = 0; step < steps; step++) run.advance();
  return run;
}

async function traced(run: Run): Promise<WrittenTrace> {
  return JSON.parse(await traceOf(run, { rest: () => Promise.resolve() })) as WrittenTrace;
}

/** All outputs of all experts out of one forward, and units by the weights themselves. */
function byHand({ model, dataset }: Run) {
  const sums = () => new Array<number>(experts).fill(0);
  const seen = { eanSum: sums(), weightedSum: sums(), probabilitySum: sums(), tokens: sums() };
  const inputs: number[][] = [];
  const units: number[][] = [];
  const add = (samples: Uint32Array) => {
    const batch = readInputs({ dataset, split: 'test', samples }, model.reads);
    const context = { isTraining: false, random: seededRandom(0) };
    const { features, eachAlone, decided } = model.forward(batch, context, { needsEach: true });
    const { routing } = decided;
    const [rows, each] = [features.arraySync(), eachAlone!.arraySync()];
    const up = model.weights.find('experts.up.weight')!.variable.arraySync() as number[][];
    const bias = model.weights.find('experts.up.bias')!.variable.arraySync() as number[];
    const width = rows[0]!.length;
    for (let expert = 0; expert < experts; expert++) {
      inputs[expert] ??= new Array<number>(width).fill(0);
      units[expert] ??= new Array<number>(hidden).fill(0);
    }
    rows.forEach((x, token) => {
      for (let expert = 0; expert < experts; expert++) {
        seen.probabilitySum[expert]! += rowOf(routing.probabilities, token)[expert]!;
        const gate = rowOf(routing.gates, token)[expert]!;
        if (gate === 0) continue;
        const norm = Math.hypot(...each[token]![expert]!);
        seen.tokens[expert]!++;
        seen.eanSum[expert]! += norm;
        seen.weightedSum[expert]! += gate * norm;
        x.forEach((value, i) => (inputs[expert]![i]! += value ** 2));
        for (let unit = 0; unit < hidden; unit++) {
          const column = expert * hidden + unit;
          const before = x.reduce((sum, value, i) => sum + value * up[i]![column]!, bias[column]!);
          units[expert]![unit]! += Math.max(0, before) ** 2;
        }
      }
    });
  };
  // who finds an expert full depends on who comes along
  for (const samples of inOrder(Uint32Array.from(dataset.test.labels.keys()), TEST_BATCH))
    tf.tidy(() => add(samples));
  const means = (squares: number[][]) =>
    squares.map((row, expert) => row.map((sum) => sum / seen.tokens[expert]!));
  return { ...seen, inputs: means(inputs), units: means(units) };
}

function expectNear(written: readonly number[] | null | undefined, wanted: readonly number[]) {
  expect(written?.length).toBe(wanted.length);
  wanted.forEach((value, i) =>
    expect(Math.abs(written![i]! - value)).toBeLessThanOrEqual(1e-4 * Math.abs(value) + 1e-9),
  );
}

describe('what the trace of a run tells of its experts', () => {
  beforeAll(() => startBackend('cpu'));

  it.each(['top-k', 'switch'])('is what the model computes: %s', async (id) => {
    const run = await trainedFor({ ...base, router: { id, values: id === 'top-k' ? { k: 2 } : {} } }, 5);
    const { scores, inputEnergies } = await traced(run);
    const { eanSum, weightedSum, probabilitySum, tokens, inputs, units } = byHand(run);
    expect(tokens.filter((count) => count > 0).length).toBeGreaterThan(1);
    expectNear(scores?.ean_sum, eanSum);
    expectNear(scores?.weighted_ean_sum, weightedSum);
    expectNear(scores?.probability_sum, probabilitySum);
    for (let expert = 0; expert < experts; expert++) {
      if (tokens[expert] === 0) continue;
      expectNear(inputEnergies?.inputs[expert], inputs[expert]!);
      expectNear(inputEnergies?.units[expert], units[expert]!);
    }
    run.dispose();
  });

  it('is nothing of experts that no token chose', async () => {
    const run = await trainedFor({ ...base, router: { id: 'top-k', values: { k: 1 } } }, 0);
    const before = tf.memory().numTensors;
    const gate = run.model.weights.find('gate.weight')!.variable;
    tf.tidy(() => gate.assign(tf.zerosLike(gate)));
    const { scores, inputEnergies } = await traced(run);
    expect(scores?.ean_sum?.map((sum) => sum > 0)).toEqual([true, false, false, false]);
    expect(inputEnergies?.units.map((row) => row === null)).toEqual([false, true, true, true]);
    expect(tf.memory().numTensors).toBe(before);
    run.dispose();
  });

  it('has no inputs of experts without a hidden layer', async () => {
    const run = await trainedFor({ ...base, experts: { id: 'linear', values: { count: 3 } } }, 1);
    const { scores, inputEnergies } = await traced(run);
    expect(inputEnergies).toBeNull();
    expect(scores?.ean_sum?.length).toBe(3);
    run.dispose();
  });
});
