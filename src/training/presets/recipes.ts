/** Recipes that presets begin with, so that each preset says only what is its own. */
import type { ParameterValue } from '../../core/parameters.ts';
import type { PartChoice, Recipe } from '../../core/recipe.ts';

/** An entry of a registry with the values that are not its defaults. */
export function part(id: string, values: Readonly<Record<string, ParameterValue>> = {}): PartChoice {
  return { id, values };
}

/** Eight experts with 64 hidden units each as heads on pixels, mixed softly; everything else is as for all of them. */
const standard: Recipe = {
  dataset: part('mnist'),
  encoder: part('flat'),
  trunk: part('none'),
  placement: part('head'),
  router: part('soft'),
  experts: part('mlp', { count: 8, hidden: 64 }),
  loss: part('cross-entropy'),
  regularizers: [],
  optimizer: part('adam', { rate: 0.001 }),
  epochs: 5,
  batchSize: 128,
  seed: 1,
};

export function recipeWith(changes: Partial<Recipe>): Recipe {
  return { ...standard, ...changes };
}

/** Words that presets on MNIST share. */
export const onMnist = {
  data: 'MNIST: 60,000 digits to train on, of which 2,000 are held back for validation; 10,000 to test.',
  backbone: 'None: experts and gate see the 784 pixels.',
} as const;
