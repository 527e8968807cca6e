/** Adam with decoupled weight decay: Loshchilov & Hutter, arXiv 1711.05101. Biases do not decay. */
import * as tf from '../tf.ts';
import { adamMove, adamPaper, adamParameters } from './adam.ts';
import { defineOptimizer } from './optimizer.ts';

export const adamW = defineOptimizer({
  id: 'adamw',
  name: 'AdamW',
  explanation:
    'Adam, and beside it every weight shrinks a little each step, whatever its gradients have been.',
  papers: [
    { title: 'Decoupled Weight Decay Regularization', cite: 'Loshchilov & Hutter 2019', arxiv: '1711.05101' },
    adamPaper,
  ],
  parameters: {
    ...adamParameters,
    decay: {
      type: 'number',
      min: 0,
      max: 1,
      default: 0.01,
      label: 'Weight decay',
      explanation: 'Share of a weight that goes in each step, times the learning rate.',
    },
  },
  build: ({ decay, ...values }) => {
    const move = adamMove(values);
    return (weight, gradient, step) => {
      const { variable, isVector } = weight;
      if (!isVector) variable.assign(tf.mul(variable, 1 - step.rate * decay));
      move(weight, gradient, step);
    };
  },
});
