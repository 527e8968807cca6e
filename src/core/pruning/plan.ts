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

export type Action = WeightsAction | ExpertsAction;

/** Which routed experts an action is about; null for all. */
export interface ActionScope {
  readonly layers: readonly number[] | null;
  readonly projection: Projection | null;
}

/** Small weights become zeros. */
export interface WeightsAction {
  readonly kind: 'weights';
  readonly scope: ActionScope;
  /** What shares a threshold: all, or each for itself. `rms` is one threshold in units of each matrix's root mean square. */
  readonly per: 'all' | 'rms' | 'layer' | 'expert' | 'projection';
  readonly amount: WeightsAmount;
}

export type WeightsAmount =
  /** Share of weights kept, in [0, 1]. */
  | { readonly kind: 'keep'; readonly fraction: number }
  /** Weights below are gone. */
  | { readonly kind: 'threshold'; readonly magnitude: number }
  /** The fewest weights that hold this share of Σ|w|, or of Σw². */
  | { readonly kind: 'mass' | 'energy'; readonly fraction: number };

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
}

/** Kept experts of each layer that loses any, ids rising: what criteria come to, and what exports are made of. */
export type KeepLists = ReadonlyMap<number, readonly number[]>;
