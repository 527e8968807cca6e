/**
 * What a model computes of a batch: the input of every loss, regulariser and measure. There are B samples; the mixture
 * sees T rows, which are the samples themselves, or their tokens without padding: `sampleOf` says whose.
 */
import type { Decided, Scores } from './routers/router.ts';
import type * as tf from './tf.ts';

export interface Forward {
  /** The features that the experts saw, [T, d]. */
  readonly features: tf.Tensor2D;
  /** What the gate saw, [T, d_g]: the same unless it has a trunk of its own. */
  readonly gateFeatures: tf.Tensor2D;
  /** The sample of each row, [T], ascending; null where row t is sample t. */
  readonly sampleOf: Int32Array | null;
  /** All [T, E]. */
  readonly scores: Scores;
  readonly decided: Decided;
  /** [T, E]. */
  readonly gates: tf.Tensor2D;
  /** What the mixture puts out, [T, o]. */
  readonly outputs: tf.Tensor2D;
  /** What each expert the router chooses among puts out, [T, E, o]; null unless asked for. */
  readonly eachAlone: tf.Tensor3D | null;
  /** Class scores of the whole model, [B, C]: their softmax is its prediction. */
  readonly logits: tf.Tensor2D;
  /** Class scores of each expert, [B, E, C]; only where the loss asks for them. */
  readonly expertLogits: tf.Tensor3D | null;
}

/** A value of each sample, such as its label, for each row that the mixture saw. */
export function ofRows<T extends Int32Array | Float32Array>(values: T, sampleOf: Int32Array | null): T {
  return sampleOf === null ? values : (sampleOf.map((sample) => values[sample]!) as T);
}
