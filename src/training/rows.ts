/**
 * Rows taken from a matrix and rows added up in one: each is the other's gradient. TensorFlow.js has both, but its
 * gradient of a segment sum looks for rows that belong nowhere, in five passes that are not needed here.
 */
import * as tf from './tf.ts';

/** Rows of `x` [n, d] by index: [ids.length, d]. */
export function takeRows(x: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  const [rows] = x.shape;
  return withGradient(x, ids, {
    forward: (x) => tf.gather(x, ids),
    backward: (dy, ids) => sumRows(dy, ids, rows),
  });
}

/** Adds up rows of `x` [m, d] that have the same id: [rows, d], 0 where no id points. Ids are 0 … rows − 1. */
export function sumRows(x: tf.Tensor2D, ids: tf.Tensor1D, rows: number): tf.Tensor2D {
  return withGradient(x, ids, {
    forward: (x) => tf.unsortedSegmentSum(x, ids, rows),
    backward: (dy, ids) => takeRows(dy, ids),
  });
}

/** The ids are saved for the way back: the tidy that made them may have ended by then. */
function withGradient(
  x: tf.Tensor2D,
  ids: tf.Tensor1D,
  op: {
    readonly forward: (x: tf.Tensor2D) => tf.Tensor2D;
    readonly backward: (dy: tf.Tensor2D, ids: tf.Tensor1D) => tf.Tensor2D;
  },
): tf.Tensor2D {
  return tf.customGrad<tf.Tensor2D>((...given) => {
    const [x, save] = given as [tf.Tensor2D, tf.GradSaveFunc];
    save([ids]);
    return {
      value: op.forward(x),
      gradFunc: (dy, saved) => op.backward(dy, saved[0] as tf.Tensor1D),
    };
  })(x);
}
