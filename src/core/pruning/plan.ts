/**
 * A plan: what would be taken from a model, as an ordered list of actions. Plain data: it lies in a link, in a file for the
 * command line, and in the page's history for undo. What it costs is worked out elsewhere, from sketches and statistics.
 */
import type { Projection } from '../structure.ts';

export interface Plan {
  readonly name: string;
  /** In the order in which they are applied: weights of experts that are gone are not cut again. */
  readonly actions: readonly Action[];
}

/** Every kind that plans hold, by its name; each has a file in `action-texts/` and one in `actions/`. */
export interface ActionTypes {
  readonly weights: WeightsAction;
  readonly experts: ExpertsAction;
  readonly merge: MergeAction;
  readonly 'top-k': TopKAction;
  readonly quantise: QuantiseAction;
  readonly rank: RankAction;
}

export type Action = ActionTypes[keyof ActionTypes];

/** Which routed experts an action is about; null for all. */
export interface ActionScope {
  readonly layers: readonly number[] | null;
  readonly projection: Projection | null;
}

/** Small weights become zeros. */
export interface WeightsAction {
  readonly kind: 'weights';
  readonly scope: ActionScope;
  /**
   * What shares a threshold: all, or each for itself; a neuron is a row of weights, those of one output. `rms` is one
   * threshold in units of each matrix's root mean square.
   */
  readonly per: 'all' | 'rms' | 'layer' | 'expert' | 'projection' | 'neuron';
  /** What weights are compared by: |w| if absent, or |w| · ‖x‖₂ of the input that each is multiplied with. */
  readonly score?: WeightScore;
  readonly amount: WeightsAmount;
}

export type WeightScore = 'magnitude' | 'wanda';

export type WeightsAmount = ThresholdAmount | PatternAmount;

/** What comes to a threshold of |w|, or of another score. */
export type ThresholdAmount =
  /** Share of weights kept, in [0, 1]. */
  | { readonly kind: 'keep'; readonly fraction: number }
  /** Weights below are gone. */
  | { readonly kind: 'threshold'; readonly magnitude: number }
  /** The fewest weights that hold this share of Σ|w|, or of Σw². */
  | { readonly kind: 'mass' | 'energy'; readonly fraction: number };

/** N:M: the `keep` largest of every `of` that follow each other along the inputs. */
export interface PatternAmount {
  readonly kind: 'pattern';
  readonly keep: number;
  readonly of: number;
}

/** Whole experts go, with their rows of the router. */
export interface ExpertsAction {
  readonly kind: 'experts';
  readonly layers: readonly number[] | null;
  /** Experts kept in each layer, or a budget over all of them with a floor for each. */
  readonly amount:
    | { readonly kind: 'each-layer'; readonly keep: number }
    | { readonly kind: 'all-layers'; readonly keepFraction: number; readonly atLeast: number }
    /** The person's own picks. */
    | {
        readonly kind: 'picked';
        readonly removed: readonly { readonly layer: number; readonly expert: number }[];
      };
  /** Id in `criteria/index.ts`; of no meaning for picks. */
  readonly criterion: string;
  /** Of the criterion that draws lots. */
  readonly seed: number;
  /**
   * What stays in an expert's place: nothing if absent; or its mean output, where the router goes on choosing it and only
   * its weights go.
   */
  readonly becomes?: 'nothing' | 'mean-output';
}

/** Experts of a layer are joined into fewer. */
export interface MergeAction {
  readonly kind: 'merge';
  readonly layers: readonly number[] | null;
  /** Groups that each layer is left with. */
  readonly keep: number;
  /** 2407.09590; 2410.08589; 2310.01334. */
  readonly method: 'similar-outputs' | 'hc-smoe' | 'm-smoe';
  /** How much of each member a merged expert is: in proportion to its choices, or all alike; the method's own if absent. */
  readonly weighing?: 'usage' | 'equal';
  /** Hidden units are matched before matrices are averaged. */
  readonly isAligned: boolean;
}

/** Tokens choose fewer experts. */
export interface TopKAction {
  readonly kind: 'top-k';
  readonly layers: null;
  readonly k: number;
}

/** Weights are stored in fewer bits. */
export interface QuantiseAction {
  readonly kind: 'quantise';
  readonly of: 'experts' | 'routers' | 'rest';
  readonly bits: 8 | 4 | 3 | 2;
  /** What shares a scale: a whole matrix, a row of it, or so many weights along the inputs. */
  readonly group: 'tensor' | 'channel' | 32 | 64 | 128;
}

/** Every matrix of an expert becomes a product of two thin ones (truncated SVD). */
export interface RankAction {
  readonly kind: 'rank';
  readonly scope: ActionScope;
  readonly amount:
    /** Share of the ranks kept. */
    | { readonly kind: 'fraction'; readonly fraction: number }
    /** The fewest singular values that hold this share of Σσ². */
    | { readonly kind: 'energy'; readonly fraction: number };
}

/** Kept experts of each layer that loses any, ids rising: what criteria come to, and what exports are made of. */
export type KeepLists = ReadonlyMap<number, readonly number[]>;
