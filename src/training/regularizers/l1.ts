/** The sum of all magnitudes: Tibshirani 1996. λ Σ|w|. */
import { lasso1996 } from '../papers.ts';
import * as tf from '../tf.ts';
import { exactParameter, withExactZeros } from './exact-zeros.ts';
import { magnitude } from './magnitude.ts';
import { defineRegularizer, strengthParameter } from './regularizer.ts';
import { sumOf } from './sum-of.ts';
import { matricesIn, scopeParameter } from './weight-scope.ts';

export const l1 = defineRegularizer({
  id: 'l1',
  name: 'L1',
  explanation: 'Pulls every weight towards zero with the same force, so that few large ones remain.',
  papers: [lasso1996],
  parameters: {
    strength: strengthParameter(
      1e-5,
      'Of the sum of all magnitudes. Between 10⁻⁶ and 10⁻⁴ is a place to begin.',
      'Strength λ',
    ),
    scope: scopeParameter,
    isExact: exactParameter,
  },
  build: ({ strength, scope, isExact }) =>
    withExactZeros(isExact, {
      penalty: ({ weights }) =>
        tf.mul(
          sumOf(matricesIn(weights, scope).map(({ variable }) => tf.sum(magnitude(variable)))),
          strength,
        ),
      shrink: (weights, rate) => {
        for (const { variable } of matricesIn(weights, scope)) {
          tf.tidy(() => variable.assign(shortened(variable, rate * strength)));
        }
      },
    }),
});

/** Every element closer to zero by `length`, and no further than to it. */
function shortened(x: tf.Tensor, length: number): tf.Tensor {
  return tf.sub(tf.relu(tf.sub(x, length)), tf.relu(tf.sub(tf.neg(x), length)));
}
