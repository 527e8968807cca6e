/**
 * Rows taken from a matrix and rows added up in one: each is the other's gradient. TensorFlow.js has both, but its
 * gradient of a segment sum looks for rows that belong nowhere, in five passes that are not needed here.
 */
import * as tf from './tf.ts';

/** Rows of `x` [n, d] by index: [ids.length, d]. */
export function takeRows(x: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  const [rows] = x.shape;
  const take = tf.customGrad<tf.Tensor2D>(() => ({
    value: tf.gather(x, ids),
    gradFunc: (dy) => sumRows(dy, ids, rows),
  }));
  return take(x);
}

/** Adds up rows of `x` [m, d] that have the same id: [rows, d], 0 where no id points. Ids are 0 … rows − 1. */
export function sumRows(x: tf.Tensor2D, ids: tf.Tensor1D, rows: number): tf.Tensor2D {
  const add = tf.customGrad<tf.Tensor2D>(() => ({
    value: tf.unsortedSegmentSum(x, ids, rows),
    gradFunc: (dy) => takeRows(dy, ids),
  }));
  return add(x);
}
