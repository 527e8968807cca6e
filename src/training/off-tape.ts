/** Values that the tape takes as they are. */
import * as tf from './tf.ts';

/**
 * A tensor through which no gradient flows. Operations that have none, such as comparisons, may be used to compute it:
 * they are not recorded.
 */
export function asConstant<T extends tf.Tensor>(compute: () => T): T {
  return tf.customGrad<T>(() => ({ value: compute(), gradFunc: () => [] }))();
}
