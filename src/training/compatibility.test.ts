import { beforeAll, describe, expect, it } from 'vitest';
import type { Recipe } from '../core/recipe.ts';
import { startBackend } from '../testing/tf-backends.ts';
import { problemsOf, type DataFacts } from './compatibility.ts';
import { costOf } from './cost.ts';
import { Model } from './model.ts';
import * as tf from './tf.ts';

const digits: DataFacts = {
  input: { kind: 'image', height: 28, width: 28, channels: 1 },
  classes: 10,
  samples: 58_000,
};

const recipe: Recipe = {
  dataset: { id: 'mnist', values: {} },
  encoder: { id: 'flat', values: {} },
  trunk: { id: 'none', values: {} },
  placement: { id: 'head', values: {} },
  router: { id: 'switch', values: {} },
  experts: { id: 'mlp', values: { count: 8, hidden: 64 } },
  loss: { id: 'cross-entropy', values: {} },
  regularizers: [{ id: 'switch-balance', values: {} }],
  optimizer: { id: 'adam', values: {} },
  epochs: 5,
  batchSize: 128,
  seed: 1,
};

const cnn = { id: 'krishnamurthy-cnn', values: {} };
const topK = (k: number) => ({ id: 'top-k', values: { k } });

describe('the problems of a recipe', () => {
  it('are none where it can be trained', () => {
    expect(problemsOf(recipe, digits)).toEqual([]);
    expect(problemsOf(recipe, null)).toEqual([]);
    expect(problemsOf({ ...recipe, experts: cnn }, digits)).toEqual([]);
    expect(problemsOf({ ...recipe, dataset: { id: 'file', values: {} } }, digits)).toEqual([]);
  });

  const wrong: [string, Partial<Recipe>, RegExp][] = [
    [
      'an unknown part',
      { router: { id: 'gone', values: {} } },
      /no router called “gone”. Choose one of dense, /,
    ],
    ['an unknown regulariser', { regularizers: [{ id: 'x', values: {} }] }, /no regulariser called “x”/],
    [
      'a value out of range',
      { experts: { id: 'mlp', values: { hidden: 0 } } },
      /“Hidden units” must be .* and is 0/,
    ],
    ['no epochs', { epochs: 0 }, /“Epochs” must be a whole number from 1/],
    ['half a sample', { batchSize: 1.5 }, /“Batch size” must be a whole number/],
    ['k above the number of experts', { router: topK(9) }, /cannot go to 9 of 8 experts/],
    [
      'words of images',
      { encoder: { id: 'bag', values: {} } },
      /reads texts, and the dataset has images. Choose As it is or/,
    ],
    [
      'tokens for heads',
      { encoder: { id: 'patches', values: {} } },
      /makes several tokens .* Choose Block over tokens/,
    ],
    ['slots without tokens', { router: { id: 'soft-moe', values: {} } }, /mixes the tokens of a sample/],
    [
      'convolutions behind a layer',
      { encoder: { id: 'flat', values: { width: 8 } }, experts: cnn },
      /must see whole images/,
    ],
    [
      'convolutions in a block',
      { placement: { id: 'block', values: {} }, experts: cnn },
      /must see whole images/,
    ],
    [
      'a gate that convolves numbers',
      { dataset: { id: 'moons', values: {} }, trunk: { id: 'krishnamurthy', values: {} } },
      /A gate .* must see whole images/,
    ],
    [
      'noise that is not there',
      { regularizers: [{ id: 'load', values: {} }] },
      /about the noise of a gate, .* choose Noisy top-k/,
    ],
    [
      'experts without classes of their own',
      { placement: { id: 'block', values: {} }, loss: { id: 'cooperative', values: {} } },
      /in “Block over tokens” experts predict none. Choose Cross-entropy, or experts in Heads or Hidden layer/,
    ],
  ];
  it.each(wrong)('name %s', (_, changes, words) => {
    const data = changes.dataset === undefined ? digits : null;
    expect(problemsOf({ ...recipe, ...changes }, data)).toEqual([expect.stringMatching(words)]);
  });

  it('name what only the data tell', () => {
    const few = { ...digits, samples: 90 };
    expect(problemsOf(recipe, few)).toEqual([expect.stringMatching(/128 is more than the 90 samples/)]);
    expect(problemsOf(recipe, { ...digits, classes: 1 })).toEqual([expect.stringMatching(/one class/)]);
    const dot: DataFacts = { input: { kind: 'image', height: 2, width: 2, channels: 1 }, classes: 2 };
    expect(problemsOf({ ...recipe, experts: cnn }, dot)).toEqual([
      expect.stringMatching(/too small to convolve/),
    ]);
    expect(problemsOf({ ...recipe, dataset: { id: 'elsewhere', values: {} } }, null)).toEqual([
      expect.stringMatching(/no dataset called “elsewhere”/),
    ]);
  });

  it('name a model that fits nowhere, without making it', () => {
    const huge = { id: 'mlp', values: { count: 256, hidden: 4096 } };
    expect(problemsOf({ ...recipe, experts: huge }, digits)).toEqual([
      expect.stringMatching(/834 million weights/),
    ]);
  });

  it('name what is wrong with the run before, and a model of which nothing is trained', () => {
    const start = (before: Recipe): Recipe => ({
      ...recipe,
      start: { kind: 'recipe', recipe: before, frozen: [] },
    });
    expect(problemsOf(start(recipe), digits)).toEqual([]);
    expect(problemsOf(start({ ...recipe, epochs: 0 }), digits)).toEqual([
      expect.stringMatching(/^In the run before: Training: “Epochs” must be/),
    ]);
    const deep = Array.from({ length: 6 }).reduce<Recipe>(start, recipe);
    expect(problemsOf(deep, digits)).toEqual([expect.stringMatching(/More than 4 runs/)]);
    expect(
      problemsOf({ ...recipe, start: { kind: 'experts-alone', epochs: 0, frozen: [] } }, digits),
    ).toEqual([expect.stringMatching(/Experts alone: “Epochs”/)]);
    expect(
      problemsOf(
        { ...recipe, start: { kind: 'experts-alone', epochs: 1, frozen: ['experts', 'gate'] } },
        digits,
      ),
    ).toEqual([expect.stringMatching(/Everything in the model is frozen/)]);
  });

  it('are told all at once', () => {
    const problems = problemsOf({ ...recipe, router: topK(9), epochs: 0, batchSize: 0 }, digits);
    expect(problems).toHaveLength(3);
  });
});

describe('the cost of a recipe', () => {
  beforeAll(() => startBackend('cpu'));

  it('counts the weights of the model that it makes', () => {
    const tensors = tf.memory().numTensors;
    for (const router of ['dense', 'soft', 'switch', 'attentive', 'noisy-top-k']) {
      const other = { ...recipe, router: { id: router, values: {} } };
      const { parameters } = costOf(other, digits);
      const model = new Model(other, digits);
      expect(parameters).toBe(model.weights.count());
      model.dispose();
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('is that of one expert with a gate where one is used, and of all where they are mixed', () => {
    const expert = 784 * 64 + 64 * 10;
    const biases = 64 + 10;
    expect(costOf(recipe, digits)).toEqual({
      parameters: 784 * 8 + 8 * (expert + biases),
      activeParameters: 784 * 8 + expert + biases,
      denseOperations: 784 * 8 + 8 * expert,
      routedOperations: 784 * 8 + expert,
    });
    const soft = costOf({ ...recipe, router: { id: 'soft', values: {} } }, digits);
    expect(soft.activeParameters).toBe(soft.parameters);
    expect(soft.routedOperations).toBe(soft.denseOperations);
  });

  it('of a dense network is that of all experts, less their gate', () => {
    const { parameters, activeParameters } = costOf(
      { ...recipe, router: { id: 'dense', values: {} } },
      digits,
    );
    expect(parameters).toBe(8 * (784 * 64 + 64 * 10 + 64) + 10);
    expect(activeParameters).toBe(parameters);
  });

  it('agrees with what is published of the experts of Krishnamurthy et al.', () => {
    const published: Recipe = {
      ...recipe,
      experts: { id: 'krishnamurthy-cnn', values: { count: 5 } },
      trunk: { id: 'krishnamurthy', values: {} },
      router: { id: 'soft', values: {} },
      regularizers: [],
    };
    expect(costOf(published, digits).parameters).toBe(26_063 + 5 * 1382);
  });
});
