/**
 * What a newcomer trains with one click: MNIST, a gate that sends each digit to one of eight small experts, kept balanced.
 * Links say what differs from it, so it never changes.
 */
import type { Recipe } from './recipe.ts';

export const defaultRecipe: Recipe = {
  dataset: { id: 'mnist', values: {} },
  encoder: { id: 'flat', values: { width: 128 } },
  trunk: { id: 'none', values: {} },
  placement: { id: 'head', values: {} },
  router: { id: 'switch', values: { capacity: 2, capacityAtTest: 8 } },
  experts: { id: 'mlp', values: { count: 8, hidden: 64 } },
  loss: { id: 'cross-entropy', values: {} },
  regularizers: [{ id: 'switch-balance', values: { strength: 0.1 } }],
  optimizer: { id: 'adam', values: { rate: 0.003, schedule: 'cosine' } },
  epochs: 5,
  batchSize: 128,
  seed: 1,
};
