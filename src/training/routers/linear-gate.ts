/** The gate of most papers: one matrix without a bias, a logit an expert from the features. */
import { glorotUniform, type Initializer } from '../initializers.ts';
import type * as tf from '../tf.ts';
import { linear } from '../weights.ts';
import type { RouterContext } from './router.ts';

/** Of Glorot's scale unless the paper says otherwise. */
export function linearGate(
  { weights, features, experts }: RouterContext,
  init: Initializer = glorotUniform(features, experts),
): (x: tf.Tensor2D) => tf.Tensor2D {
  return linear(weights, 'gate', { inputs: features, outputs: experts, group: 'gate', init, hasBias: false });
}
