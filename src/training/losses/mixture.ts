/**
 * The mixture that gates make of experts who each predict classes: what the losses of Jacobs et al. 1991 are made of. In a
 * soft-weighted mixture the weights are the gate's probabilities. Where gates sum to less than 1, because experts were
 * left out or full, the rest is a prediction that knows nothing: all classes alike. So every sample has a distribution,
 * and a gate cannot lower a loss by trusting nobody. Gates that sum to more than 1 are divided by their sum.
 */
import { rowSums } from '../../core/routing/matrix.ts';
import { asConstant } from '../off-tape.ts';
import type { Forward } from '../forward.ts';
import * as tf from '../tf.ts';

export interface Mixture {
  /** [B, M]; rows sum to 1. M is the number of experts, and one more where a row needs the rest. */
  readonly weights: tf.Tensor2D;
  /** log o_i, [B, M, C]. */
  readonly logProbabilities: tf.Tensor3D;
}

/** Sums further from 1 than float32 rounds are meant. */
const ROUNDING = 1e-5;

export function mixtureOf({ gates, decided, expertLogits }: Forward): Mixture {
  if (expertLogits === null) throw new Error('this loss needs every expert’s class scores');
  const weights = tf.div<tf.Tensor2D>(gates, tf.maximum(tf.sum(gates, 1, true), 1));
  const logProbabilities = tf.logSoftmax(expertLogits);
  const isPartial = rowSums(decided.routing.gates).map((sum) => (sum < 1 - ROUNDING ? 1 : 0));
  if (!isPartial.includes(1)) return { weights, logProbabilities };
  const [samples, , classes] = expertLogits.shape;
  const rest = tf.mul(
    tf.sub(1, tf.sum(weights, 1, true)),
    tf.tensor2d(Float32Array.from(isPartial), [samples, 1]),
  );
  return {
    weights: tf.concat([weights, rest as tf.Tensor2D], 1),
    logProbabilities: tf.concat([logProbabilities, tf.fill([samples, 1, classes], -Math.log(classes))], 1),
  };
}

/** The cross-entropy of every member of the mixture, [B, M]; labels are one-hot, [B, C]. */
export function crossEntropies({ logProbabilities }: Mixture, labels: tf.Tensor2D): tf.Tensor2D {
  return tf.neg(tf.sum(tf.mul(logProbabilities, tf.expandDims(labels, 1)), 2));
}

/** log Σ_i w_i o_i, [B, C]: what the mixture as a whole predicts. */
export function logPrediction({ weights, logProbabilities }: Mixture): tf.Tensor2D {
  return logWeightedSum(tf.expandDims(weights, 2), logProbabilities) as tf.Tensor2D;
}

/** exp of a little more is no float32. Reached only under weights below e⁻⁸⁰, which float32 hardly tells from 0. */
const HIGHEST_EXPONENT = 80;

/**
 * log Σ_i w_i exp a_i over axis 1, for weights ≥ 0 of which each sum has one that is not 0. Shifted by the largest
 * log w_i + a_i, so that the largest term is 1 and nothing overflows; a weight of 0 counts for nothing, whatever its a_i.
 */
export function logWeightedSum(weights: tf.Tensor, logs: tf.Tensor): tf.Tensor {
  const shift = asConstant(() => {
    const joint = tf.add(tf.log(weights), logs);
    return tf.max(tf.where(tf.greater(tf.add(weights, tf.zerosLike(logs)), 0), joint, -1e30), 1, true);
  });
  const terms = tf.mul(weights, tf.exp(tf.minimum(tf.sub(logs, shift), HIGHEST_EXPONENT)));
  return tf.add(tf.log(tf.sum(terms, 1)), tf.squeeze(shift, [1]));
}
