/**
 * A tensor in parts. TensorFlow.js has the gradients of splitting and unstacking only for two parts or more: of one it
 * hands its gradient a tensor where that expects a list.
 */
import * as tf from './tf.ts';

/** Like `tf.split`. */
export function splitParts<T extends tf.Tensor>(x: T, parts: number | readonly number[], axis = 0): T[] {
  const count = typeof parts === 'number' ? parts : parts.length;
  return count === 1 ? [x] : tf.split<T>(x, typeof parts === 'number' ? parts : [...parts], axis);
}

/** Like `tf.unstack`. */
export function unstackParts(x: tf.Tensor, axis = 0): tf.Tensor[] {
  return x.shape[axis] === 1 ? [tf.squeeze(x, [axis])] : tf.unstack(x, axis);
}
