import * as tf from '../tf.ts';

/** 0 of none. */
export function sumOf(terms: readonly tf.Tensor[]): tf.Scalar {
  return terms.reduce<tf.Scalar>((sum, term) => tf.add(sum, term), tf.scalar(0));
}
