/** A recipe: all settings of a training run, as data. The same recipe and seed give the same run on the same backend. */
import type { ParameterValue } from './parameters.ts';
import type { ModelEdits } from './pruning/model-edits.ts';

/** One entry of a registry and the values of its declared parameters. */
export interface PartChoice {
  readonly id: string;
  readonly values: Readonly<Record<string, ParameterValue>>;
}

/**
 * What a weight belongs to: regularisers and freezing choose by it. The encoder's are all before the experts, attention
 * included; the gate's those of its trunk, too; shared experts are those that no gate chooses.
 */
export const weightGroups = ['encoder', 'gate', 'experts', 'shared', 'head'] as const;
export type WeightGroup = (typeof weightGroups)[number];

/** What a run begins with in place of random weights. */
export type RecipeStart = {
  /** What is not trained any further. */
  readonly frozen: readonly WeightGroup[];
} & (
  | {
      /**
       * Another run, trained first: its weights go wherever name and shape agree; of fewer experts, to the first ones. So
       * a gate is distilled, experts are used again or added to, and training goes on with a second dataset.
       */
      readonly kind: 'recipe';
      readonly recipe: Recipe;
    }
  | {
      /** The model of another run, trained first and then pruned: weights of experts that are zero by then stay zero. */
      readonly kind: 'pruned';
      readonly recipe: Recipe;
      readonly edits: ModelEdits;
      /** Experts a sample in the beginning, where the router's own k is lower: over the first half of the steps it falls to that. */
      readonly topKFrom?: number;
      /** Learns what the model said before it was pruned, and not the labels. */
      readonly isDistilled?: boolean;
    }
  | {
      /** Each expert alone, for so many epochs, on its share of the classes. */
      readonly kind: 'experts-alone';
      readonly epochs: number;
    }
);

export interface Recipe {
  readonly dataset: PartChoice;
  /** From a sample to features, or to tokens. */
  readonly encoder: PartChoice;
  /** What the gate makes of the features for itself: it and the experts may see different things. */
  readonly trunk: PartChoice;
  /** Where the experts stand: as heads, in a hidden layer, or in a block over tokens. */
  readonly placement: PartChoice;
  readonly router: PartChoice;
  readonly experts: PartChoice;
  readonly loss: PartChoice;
  readonly regularizers: readonly PartChoice[];
  readonly optimizer: PartChoice;
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Absent for random weights. */
  readonly start?: RecipeStart;
}
