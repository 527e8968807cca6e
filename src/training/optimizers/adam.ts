/** Adam: Kingma & Ba, arXiv 1412.6980, with its bias correction folded into the step size. */
import type { Parameters, ValuesOf } from '../../core/parameters.ts';
import type { Paper } from '../part.ts';
import * as tf from '../tf.ts';
import { defineOptimizer, type Move } from './optimizer.ts';

export const adamPaper: Paper = {
  title: 'Adam: A Method for Stochastic Optimization',
  cite: 'Kingma & Ba 2015',
  arxiv: '1412.6980',
};

export const adamParameters = {
  beta1: {
    type: 'number',
    min: 0,
    max: 0.999,
    default: 0.9,
    label: 'β₁',
    explanation: 'Memory of the gradient’s mean.',
  },
  beta2: {
    type: 'number',
    min: 0,
    max: 0.99999,
    default: 0.999,
    label: 'β₂',
    explanation: 'Memory of its square.',
  },
} as const satisfies Parameters;

const EPSILON = 1e-8;

export const adam = defineOptimizer({
  id: 'adam',
  name: 'Adam',
  explanation: 'Scales each weight’s step by how its gradients have been. A good first choice.',
  papers: [adamPaper],
  parameters: adamParameters,
  build: (values) => adamMove(values),
});

/** m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ), as (√(1 − β₂ᵗ)/(1 − β₁ᵗ)) · m/(√v + ε√(1 − β₂ᵗ)). */
export function adamMove({ beta1, beta2 }: ValuesOf<typeof adamParameters>): Move {
  return ({ variable }, gradient, { number, rate, slot }) => {
    const unbiased = Math.sqrt(1 - beta2 ** number);
    const size = (rate * unbiased) / (1 - beta1 ** number);
    const [mean, square] = [slot('m'), slot('v')];
    mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
    square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
    const move = tf.div(tf.mul(mean, size), tf.add(tf.sqrt(square), EPSILON * unbiased));
    variable.assign(tf.sub(variable, move));
  };
}
