/** Hoyer-square: Yang, Wen & Li, DeepHoyer, arXiv 1908.09979. λ Σ_tensors (Σ|w|)²/Σw², each expert's tensors apart. */
import * as tf from '../tf.ts';
import type { Weight } from '../weights.ts';
import { magnitude } from './magnitude.ts';
import { defineRegularizer, strengthParameter } from './regularizer.ts';
import { sumOf } from './sum-of.ts';
import { matricesIn, scopeParameter } from './weight-scope.ts';

/** A tensor of zeros has no ratio; it is given 0. Its own square still is a float32, as the gradient needs. */
const LEAST = 1e-12;

export const hoyerSquare = defineRegularizer({
  id: 'hoyer-square',
  name: 'Hoyer-square',
  explanation:
    'Makes weights sparse whatever their scale: small ones shrink, large ones are left alone. About the number of weights that count.',
  papers: [
    {
      title:
        'DeepHoyer: Learning Sparser Neural Network with Differentiable Scale-Invariant Sparsity Measures',
      cite: 'Yang, Wen & Li 2020',
      arxiv: '1908.09979',
    },
  ],
  parameters: {
    strength: strengthParameter(
      1e-6,
      'Of a number between 1 and the number of weights, summed over tensors.',
      'Strength λ',
    ),
    scope: scopeParameter,
  },
  build: ({ strength, scope }) => ({
    penalty: ({ weights, forward }) => {
      const [, experts] = forward.gates.shape;
      const ratios = matricesIn(weights, scope).map((weight) => {
        const lengths = sumsByExpert(magnitude(weight.variable), { weight, experts });
        const squares = sumsByExpert(tf.square(weight.variable), { weight, experts });
        return tf.sum(tf.div(tf.square(lengths), tf.maximum(squares, LEAST)));
      });
      return tf.mul(sumOf(ratios), strength);
    },
  }),
});

/** Of something as large as the weight: the sum of each routed expert's part, [E], or of all of it, [1]. */
function sumsByExpert(x: tf.Tensor, { weight, experts }: { weight: Weight; experts: number }): tf.Tensor {
  const { group, expertAxis } = weight;
  if (group !== 'experts' || expertAxis === null) return tf.reshape(tf.sum(x), [1]);
  const others = x.shape.map((_, axis) => axis).filter((axis) => axis !== expertAxis);
  return tf.sum(tf.reshape(tf.sum(x, others), [experts, -1]), 1);
}
