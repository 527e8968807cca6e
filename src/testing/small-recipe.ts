/** Five experts that are trained in a second or two: for tests of what becomes of a trained model. */
import type { Recipe } from '../core/recipe.ts';

/** Milliseconds: a machine that does much else takes its time to train. */
export const PATIENCE = 60_000;

export const recipe: Recipe = {
  dataset: { id: 'clusters', values: {} },
  encoder: { id: 'flat', values: {} },
  trunk: { id: 'none', values: {} },
  placement: { id: 'head', values: {} },
  router: { id: 'top-k', values: { k: 2, gatesOver: 'selected' } },
  experts: { id: 'mlp', values: { count: 5, hidden: 6 } },
  loss: { id: 'cross-entropy', values: {} },
  regularizers: [],
  optimizer: { id: 'adam', values: { rate: 0.01 } },
  epochs: 3,
  batchSize: 50,
  seed: 3,
};
