/** |w|, with a slope of 0 at 0: that of `tf.abs` is −1 there, so that zeros would be pushed away. */
import * as tf from '../tf.ts';

export function magnitude(x: tf.Tensor): tf.Tensor {
  return tf.add(tf.relu(x), tf.relu(tf.neg(x)));
}
