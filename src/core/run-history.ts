/**
 * The history of a training run: a point for each step, thinned as it grows, and a fuller look at validation data now
 * and then. Plain data: it crosses threads, is kept between visits, and every chart of a run is a function of it.
 */
import type { Matrix } from './routing/matrix.ts';
import type { Levels } from './sketch/levels.ts';

/** What one step showed on its own batch. */
export interface StepPoint {
  /** Steps taken, this one included. */
  readonly step: number;
  readonly epoch: number;
  readonly objective: number;
  readonly loss: number;
  /** Share of the batch predicted right. */
  readonly accuracy: number;
  /** H(p(x)) averaged over samples, and H of the mean p(x), in bits. */
  readonly gateEntropyBits: number;
  readonly usageEntropyBits: number;
  /** Share of choices dropped for want of room, and experts a sample used. */
  readonly droppedShare: number;
  readonly expertsPerSample: number;
  /** Choices that fell on each expert. */
  readonly load: readonly number[];
}

/** What validation data showed after some step. */
export interface EvaluationPoint {
  readonly step: number;
  readonly epoch: number;
  readonly samples: number;
  readonly loss: number;
  readonly accuracy: number;
  /** By class; NaN for a class without samples. */
  readonly classAccuracy: readonly number[];
  readonly gateEntropyBits: number;
  readonly usageEntropyBits: number;
  readonly droppedShare: number;
  readonly expertsPerSample: number;
  readonly load: readonly number[];
  /** [E, C]: first choices by true class, and by the class that the model predicts. */
  readonly byClass: Matrix;
  readonly byPrediction: Matrix;
  /** [E, 4]: first choices by difficulty, the quarter of samples with the smallest margin first. */
  readonly byDifficulty: Matrix;
  /** Magnitudes of the experts' weights at that moment, for the sparsity curve as it changes. */
  readonly weights: {
    readonly levels: Levels;
    readonly zeros: number;
    readonly l1: number;
    readonly sumSquares: number;
    readonly maxAbs: number;
  };
}

export interface RunHistory {
  readonly steps: readonly StepPoint[];
  /** Every how manieth step has a point. */
  readonly stride: number;
  readonly evaluations: readonly EvaluationPoint[];
}

export const emptyHistory: RunHistory = { steps: [], stride: 1, evaluations: [] };

/** More points than this no chart could show. */
const MOST_POINTS = 2048;

/** Adds steps; whenever there are too many, every second one goes, so that a long run costs no more than a short one. */
export function addSteps(history: RunHistory, steps: readonly StepPoint[]): RunHistory {
  let { stride } = history;
  let kept = [...history.steps, ...steps.filter(({ step }) => step % stride === 0)];
  while (kept.length > MOST_POINTS) {
    stride *= 2;
    kept = kept.filter(({ step }) => step % stride === 0);
  }
  return { ...history, steps: kept, stride };
}

export function addEvaluation(history: RunHistory, evaluation: EvaluationPoint): RunHistory {
  return { ...history, evaluations: [...history.evaluations, evaluation] };
}

/** What a run that goes on from an earlier snapshot had seen until then. */
export function upTo(step: number, { steps, evaluations, stride }: RunHistory): RunHistory {
  // whoever begins anew looks at validation data first, again
  if (step === 0) return emptyHistory;
  return {
    stride,
    steps: steps.filter((point) => point.step <= step),
    evaluations: evaluations.filter((point) => point.step <= step),
  };
}
