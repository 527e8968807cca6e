/**
 * What a newcomer trains with one click: MNIST, a gate that sends each digit to one of eight small experts, kept balanced.
 * Links say what differs from it, so it never changes.
 */
import type { Recipe } from './recipe.ts';

export const defaultRecipe: Recipe = {
  dataset: { id: 'mnist', values: {} },
  encoder: { id: 'flat', values: {} },
  trunk: { id: 'none', values: {} },
  placement: { id: 'head', values: {} },
  router: { id: 'switch', values: { capacity: 1.25, capacityAtTest: 8 } },
  experts: { id: 'mlp', values: { count: 8, hidden: 64 } },
  loss: { id: 'cross-entropy', values: {} },
  regularizers: [{ id: 'switch-balance', values: { strength: 0.01 } }],
  optimizer: { id: 'adam', values: { rate: 0.001 } },
  epochs: 5,
  batchSize: 128,
  seed: 1,
};
