/** What a newcomer trains with one click: MNIST, a gate that sends each digit to one of eight small experts, kept balanced. */
import type { Recipe } from './recipe.ts';

export const defaultRecipe: Recipe = {
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
