/** CV² = variance/mean² of what each expert has: the balance loss of Shazeer et al., arXiv 1701.06538. */
import type { ChoiceParameter, ValueOf } from '../../core/parameters.ts';
import * as tf from '../tf.ts';

export const varianceParameter = {
  type: 'choice',
  choices: [
    { value: 'population', label: 'Divided by n' },
    { value: 'sample', label: 'Divided by n − 1' },
  ],
  default: 'population',
  label: 'Variance',
  explanation:
    'Divided by the number of experts, or by one less: the published code of Krishnamurthy et al. does that.',
} as const satisfies ChoiceParameter;

/** Of values [E]; 0 for a single expert. */
export function squaredCv(values: tf.Tensor1D, variance: ValueOf<typeof varianceParameter>): tf.Scalar {
  const mean = tf.mean(values);
  const squares = tf.sum(tf.square(tf.sub(values, mean)));
  const divisor = variance === 'population' ? values.size : Math.max(1, values.size - 1);
  return tf.div(tf.div(squares, divisor), tf.square(mean));
}
