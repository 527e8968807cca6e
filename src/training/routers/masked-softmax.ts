/** A softmax over some of the experts. */
import * as tf from '../tf.ts';

/** So low that no logit brings it back, and far from the end of float32. */
const OUT = 1e9;

/** Softmax over the logits [T, E] where the constant `mask` is 1, and 0 elsewhere; 0 throughout where it is 0 throughout. */
export function maskedSoftmax(logits: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(tf.softmax(tf.add(logits, tf.mul(tf.sub(mask, 1), OUT))), mask);
}
