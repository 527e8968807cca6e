/**
 * Stochastic gradient descent with momentum and weight decay, as PyTorch has it: v ← μ v + g + λ w, w ← w − rate · v.
 * Biases do not decay.
 */
import * as tf from '../tf.ts';
import { defineOptimizer } from './optimizer.ts';

export const sgd = defineOptimizer({
  id: 'sgd',
  name: 'SGD',
  explanation: 'Steps down the gradient, with momentum. Wants a larger learning rate than Adam, about 0.1.',
  papers: [],
  defaultRate: 0.1,
  parameters: {
    momentum: {
      type: 'number',
      min: 0,
      max: 0.999,
      default: 0.9,
      label: 'Momentum',
      explanation: 'Share of the last step that is taken again.',
    },
    decay: {
      type: 'number',
      min: 0,
      max: 1,
      default: 0,
      label: 'Weight decay',
      explanation: 'Adds this share of each weight to its gradient.',
    },
  },
  build:
    ({ momentum, decay }) =>
    ({ variable, isVector }, gradient, { rate, slot }) => {
      const force = isVector || decay === 0 ? gradient : tf.add(gradient, tf.mul(variable, decay));
      if (momentum === 0) {
        variable.assign(tf.sub(variable, tf.mul(force, rate)));
        return;
      }
      const velocity = slot('velocity');
      velocity.assign(tf.add(tf.mul(velocity, momentum), force));
      variable.assign(tf.sub(variable, tf.mul(velocity, rate)));
    },
});
