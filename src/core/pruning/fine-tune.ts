/** Training that mends a pruned model, as recipes of ordinary runs. */
import type { Recipe } from '../recipe.ts';
import type { ModelEdits } from './model-edits.ts';

export type FineTuneMethod =
  /** Everything goes on learning from labels, with masks kept. */
  | 'retrain'
  /** The same with an entropy penalty on the gate, and fewer experts a sample (SEER-MoE, arXiv 2404.05089). */
  | 'entropy'
  /** The gate alone learns what the unpruned model says; no labels are needed (Router KD, arXiv 2603.02217). */
  | 'router';

export interface FineTuneChoice {
  readonly method: FineTuneMethod;
  readonly epochs: number;
  /** Learning rate, of the optimiser that the model was trained with. */
  readonly rate: number;
  /** Of `entropy`: λ, and experts a sample in the end; null for as many as there are. */
  readonly strength: number;
  readonly topK: number | null;
}

/** λ is not told in the paper; this is the middle of what `gate-entropy` suggests. */
export const usualFineTune: FineTuneChoice = {
  method: 'retrain',
  epochs: 2,
  rate: 0.001,
  strength: 0.01,
  topK: null,
};

export interface PrunedRecipe {
  /** Of the model before and after the plan was taken. */
  readonly original: Recipe;
  readonly pruned: Recipe;
  readonly edits: ModelEdits;
}

/** The seed is that of the original: so what it kept back for validation was never trained on. */
export function fineTuneRecipe(
  { original, pruned, edits }: PrunedRecipe,
  { method, epochs, rate, strength, topK }: FineTuneChoice,
): Recipe {
  const { optimizer, router, regularizers } = pruned;
  const common: Recipe = {
    ...pruned,
    optimizer: { ...optimizer, values: { ...optimizer.values, rate } },
    epochs,
    start: { kind: 'pruned', recipe: original, edits, frozen: [] },
  };
  if (method === 'retrain') return common;
  if (method === 'router') {
    return {
      ...common,
      regularizers: [],
      start: {
        kind: 'pruned',
        recipe: original,
        edits,
        frozen: ['encoder', 'experts', 'shared', 'head'],
        isDistilled: true,
      },
    };
  }
  const { k } = router.values;
  const isLowered = typeof k === 'number' && topK !== null && topK < k;
  return {
    ...common,
    regularizers: [
      ...regularizers.filter(({ id }) => id !== 'gate-entropy'),
      { id: 'gate-entropy', values: { strength } },
    ],
    router: isLowered ? { ...router, values: { ...router.values, k: topK } } : router,
    start: {
      kind: 'pruned',
      recipe: original,
      edits,
      frozen: [],
      ...(isLowered && { topKFrom: k }),
    },
  };
}
