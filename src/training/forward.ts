/** What a model computes of a batch: the input of every loss, regulariser and measure. */
import type { Decided, Scores } from './routers/router.ts';
import type * as tf from './tf.ts';

export interface Forward {
  /** The features that the gate and the experts saw, [T, d]. */
  readonly features: tf.Tensor2D;
  readonly scores: Scores;
  readonly decided: Decided;
  /** [T, E]. */
  readonly gates: tf.Tensor2D;
  /** Class scores of the whole model, [B, C]: their softmax is its prediction. */
  readonly logits: tf.Tensor2D;
  /** Class scores of each expert, [B, E, C]; only where the loss asks for them. */
  readonly expertLogits: tf.Tensor3D | null;
}
