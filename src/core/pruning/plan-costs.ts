/**
 * What a plan costs, in figures that each say how far they are known. Plain data, made anew for every position of a slider
 * by `planCosts` (cost-plan.ts).
 */
import type { Dtype } from '../dtype.ts';
import type { InputEnergies } from '../trace/trace-sink.ts';
import type { MergedLayer } from './merging/merged-layer.ts';
import type { RowRule } from './matrix/row-rule.ts';
import type { KeepLists } from './plan.ts';
import type { PlanRemark } from './plan-remark.ts';

/**
 * - `exact`: counted, or the sums of whole levels of the sketches;
 * - `bounded`: the truth lies between `low` and `high`, whatever the weights between two edges of a sketch are;
 * - `estimate`: a sample of the weights was read;
 * - `assumed`: it follows from a supposition that is told beside it.
 */
export type Certainty = 'exact' | 'bounded' | 'estimate' | 'assumed';

export interface Figure {
  readonly value: number;
  /** Both equal to `value` unless it is bounded. */
  readonly low: number;
  readonly high: number;
  readonly certainty: Certainty;
}

export interface Change {
  readonly before: number;
  readonly after: Figure;
}

export interface PlanCosts {
  /** Actions that could not be taken, and were left out: why. */
  readonly problems: readonly PlanRemark[];
  /** What is worth knowing of those that were taken. */
  readonly notes: readonly PlanRemark[];
  /**
   * Of every layer that loses experts, those whose place in the router stays: of groups that are merged with their rows the
   * dominant ones, and also experts that became their mean output.
   */
  readonly keepLists: KeepLists;
  /** Of every layer in which experts are merged, by rising layer. */
  readonly merged: readonly MergedLayer[];
  /** Experts that say their mean output from then on, by layer. */
  readonly novices: KeepLists;
  /** Experts a token, if that was lowered; null for as many as before. */
  readonly topK: number | null;
  /** By part of the catalogue: weights below are gone; 0 where none are. A part of an expert that is gone has 0. */
  readonly thresholds: Float64Array;
  /** Weights that go by their place in a row. */
  readonly rowRules: RowRules;
  /** Of each action on weights that was taken, in order. */
  readonly cuts: readonly WeightCut[];
  readonly size: SizeCosts;
  /** Null where nothing is stored as something else. */
  readonly error: ErrorCosts | null;
  /** Of each action that lowers ranks and was taken, in order. */
  readonly ranks: readonly RankCut[];
  readonly kept: KeptCosts;
  /** Null without a trace that fits. */
  readonly routing: RoutingCosts | null;
}

export interface RowRules {
  /** In order: only those weights stay that every rule for their part keeps. Parts are those of the catalogue. */
  readonly rules: readonly { readonly rule: RowRule; readonly parts: Uint32Array }[];
  /** What Wanda’s score is made of; empty where no rule asks for it. */
  readonly inputEnergies: readonly InputEnergies[];
}

export interface WeightCut {
  /** Index into the plan's actions. */
  readonly action: number;
  /** The lowest and highest |w| that was cut at: the same where all weights share one; null where rows are cut by a rule. */
  readonly lowest: number | null;
  readonly highest: number | null;
  /** Share of the weights of its scope that stay once the whole plan is done. */
  readonly kept: Figure;
}

/** What elements are stored as: a type that files have, or codes beside scales. */
export type StoredType = Dtype | 'int8' | 'int4' | 'int3' | 'int2';

/** How far the numbers that something else stands for are from it. */
export interface ErrorShare {
  /** Σ(w − ŵ)² / Σw², over the matrices of which it is known. */
  readonly lost: Figure;
  readonly matrices: number;
  /** Matrices of which nothing tells it. */
  readonly unknown: number;
}

export interface ErrorCosts extends ErrorShare {
  readonly roles: readonly ({ readonly role: 'experts' | 'routers' | 'rest' } & ErrorShare)[];
  /** Of their experts. */
  readonly layers: readonly ({ readonly layer: number } & ErrorShare)[];
  /** Layers × experts, as `PlanBasis.grid` has them: share that is lost; NaN where nothing is changed or known. */
  readonly cells: Float64Array;
}

export interface RankCut {
  /** Index into the plan's actions. */
  readonly action: number;
  /** Of matrices that become two factors; 0 of none. */
  readonly lowest: number;
  readonly highest: number;
  readonly matrices: number;
}

export interface SizeCosts {
  /** Elements that are stored, zeros included. */
  readonly parameters: Change;
  /** Of these, those that are not zero. */
  readonly nonZero: Change;
  /** All files; zeros are stored like any other number, and headers are taken to stay as long as they are. */
  readonly diskBytes: Change;
  /** What is needed to run: without the state of optimisers and without second names of the same bytes. */
  readonly memoryBytes: Change;
  /** Of `memoryBytes`, most bytes first. */
  readonly dtypes: readonly { readonly dtype: StoredType; readonly before: number; readonly after: number }[];
  /** Parameters that a token meets. Null where the number of experts a token is not known. */
  readonly activeParameters: Change | null;
  /** 2 a parameter of every matrix that a token is multiplied with: attention over the context is not in it. */
  readonly flopsPerToken: Change | null;
}

/** Shares of what the planned weights hold: routed experts; all matrices of layers in a model without. */
export interface KeptShares {
  readonly weights: Figure;
  /** Of Σ|w|, and of Σw². */
  readonly mass: Figure;
  readonly energy: Figure;
}

export interface KeptCosts extends KeptShares {
  readonly layers: readonly ({ readonly layer: number } & KeptShares)[];
  /** Layers × experts, row by row, as `PlanBasis.grid` has them: shares kept; NaN where there are no weights. */
  readonly cells: {
    readonly weights: Float64Array;
    readonly mass: Float64Array;
    readonly energy: Float64Array;
  };
}

/** A share beside what removing as many experts by lot would keep: mean and standard deviation over all lots. */
export interface AgainstChance {
  readonly kept: number;
  readonly byChance: number;
  readonly deviation: number;
}

export interface RoutingCosts {
  /** Share of all choices that fall on experts which stay. */
  readonly routed: AgainstChance;
  /** Share of Σ g‖f‖ (what REAP takes the mean of); null where the trace has no REAP. */
  readonly reap: AgainstChance | null;
  readonly layers: readonly LayerRouting[];
}

export interface LayerRouting {
  readonly layer: number;
  readonly routed: number;
  readonly reap: number | null;
  /** [E] shares of the layer's choices, before; and after choices of pruned experts went to the rest in proportion. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly maxOverMean: { readonly before: number; readonly after: number };
}
