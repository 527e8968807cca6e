/**
 * What a plan really costs a model that was trained here: both, the model as it was and the pruned one, on the same samples
 * of its dataset. Plain data, measured in the trainer's thread. Probabilities are of classes; logarithms are natural.
 */

/**
 * `sample`: samples of the training split that were held back from training, quick enough to follow a slider; `whole`: the whole
 * test split.
 */
export type MeasuredOn = 'sample' | 'whole';

/** A model on some samples. */
export interface Performance {
  /** Share of the samples whose class it predicts. */
  readonly accuracy: number;
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** By class; NaN for a class without samples. */
  readonly classAccuracy: readonly number[];
  readonly load: readonly LayerLoad[];
  /** Share of choices turned away for want of room, and experts that a sample or token used. */
  readonly droppedShare: number;
  readonly expertsPerSample: number;
}

export interface LayerLoad {
  readonly layer: number;
  /** [E] by the experts of the unpruned model: share of the layer's choices that fell on each; 0 for those that are gone. */
  readonly shares: readonly number[];
}

export interface Measured {
  readonly on: MeasuredOn;
  readonly samples: number;
  readonly before: Performance;
  readonly after: Performance;
  /** Mean over samples of KL(original ‖ pruned), in nats. */
  readonly divergence: number;
  /** Share of the samples of which both predict the same class. */
  readonly agreement: number;
}

/** What changes from one point of a sweep to the next. */
export type SweepAxis =
  /** Share of the planned weights that become zeros. */
  | 'weights'
  /** Share of the experts that go. */
  | 'experts';

export interface SweepPoint {
  /** On the axis, 0 to 1. */
  readonly removed: number;
  readonly measured: Measured;
}

/** Accuracy against how much is gone, by rising share; where it stops, it is not measured yet. */
export interface Sweep {
  readonly axis: SweepAxis;
  readonly points: readonly SweepPoint[];
  /** Points that it will have. */
  readonly of: number;
  /** Kneedle's (`removed` of a point): where accuracy begins to fall steeply; null where it does not, or not yet. */
  readonly knee: number | null;
  /** The largest share up to which accuracy stays within `PLATEAU_LOSS` of that of the unpruned model; null before it is whole. */
  readonly plateau: number | null;
}

/** Half a percent of the samples: what a plateau may lose. */
export const PLATEAU_LOSS = 0.005;

/** What the model does without each single expert. Of the sample: no criterion should have seen the test split. */
export interface LeaveOneOut {
  readonly layer: number;
  readonly samples: number;
  readonly loss: number;
  readonly accuracy: number;
  /** [E], without expert i. */
  readonly lossWithout: readonly number[];
  readonly accuracyWithout: readonly number[];
}

/**
 * NAEE (arXiv 2402.14800): of all sets of experts of one size the one whose mixture comes closest to that of all experts, by
 * the Frobenius norm of the difference over the samples.
 */
export interface Reconstruction {
  readonly layer: number;
  readonly samples: number;
  /** For each number of experts kept, 1 … E − 1. */
  readonly best: readonly ReconstructedSet[];
}

export interface ReconstructedSet {
  readonly keep: number;
  /** Rising. */
  readonly kept: readonly number[];
  /** ‖Z − Z′‖ ⁄ ‖Z‖. */
  readonly error: number;
  /** False where there were too many sets to try them all, and experts went one by one. */
  readonly isBest: boolean;
}

/** What criteria ask of a model that was trained here. */
export interface MeasuredScores {
  readonly leaveOneOut: LeaveOneOut;
  readonly reconstruction: Reconstruction;
}
