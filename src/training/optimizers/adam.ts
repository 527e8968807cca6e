/** Adam: Kingma & Ba, arXiv 1412.6980, with its bias correction folded into the step size. */
import * as tf from '../tf.ts';
import { defineOptimizer } from './optimizer.ts';
import { Slots } from './slots.ts';

export const adam = defineOptimizer({
  id: 'adam',
  name: 'Adam',
  explanation: 'Scales each weight’s step by how its gradients have been. A good first choice.',
  papers: [
    { title: 'Adam: A Method for Stochastic Optimization', cite: 'Kingma & Ba 2015', arxiv: '1412.6980' },
  ],
  parameters: {
    rate: {
      type: 'number',
      min: 1e-6,
      max: 1,
      default: 0.001,
      scale: 'logarithmic',
      label: 'Learning rate',
      explanation: 'Size of a step.',
    },
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
  },
  build: ({ rate, beta1, beta2 }) => {
    const slots = new Slots();
    const epsilon = 1e-8;
    return {
      steps: 0,
      slots: slots.all(),
      restore: (name, values, shape) => slots.restore(name, values, shape),
      dispose: () => slots.dispose(),
      apply(weights, gradients) {
        this.steps++;
        const step = (rate * Math.sqrt(1 - beta2 ** this.steps)) / (1 - beta1 ** this.steps);
        const floor = epsilon * Math.sqrt(1 - beta2 ** this.steps);
        for (const { name, variable } of weights) {
          const gradient = gradients[name];
          if (gradient === undefined) continue;
          const mean = slots.of(name, 'm', variable);
          const square = slots.of(name, 'v', variable);
          tf.tidy(() => {
            mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
            square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
            const move = tf.div(tf.mul(mean, step), tf.add(tf.sqrt(square), floor));
            variable.assign(tf.sub(variable, move));
          });
        }
      },
    };
  },
});
