/** Gates of one matrix, and of two: a logit an expert from the features. */
import { glorotUniform, heNormal, type Initializer } from '../initializers.ts';
import * as tf from '../tf.ts';
import { linear } from '../weights.ts';
import type { RouterContext } from './router.ts';

/** Without a bias, as most papers have it; Glorot's scale unless they say otherwise. */
export function linearGate(
  { weights, features, experts }: RouterContext,
  init: Initializer = glorotUniform(features, experts),
): (x: tf.Tensor2D) => tf.Tensor2D {
  return linear(weights, 'gate', { inputs: features, outputs: experts, group: 'gate', init, hasBias: false });
}

/** The hidden layer of a gate that has one: features [T, d] → [T, hidden]. */
export function gateTrunk(
  { weights, features }: RouterContext,
  hidden: number,
): (x: tf.Tensor2D) => tf.Tensor2D {
  const layer = linear(weights, 'gate.trunk', {
    inputs: features,
    outputs: hidden,
    group: 'gate',
    init: heNormal(features),
  });
  return (x) => tf.relu(layer(x));
}
