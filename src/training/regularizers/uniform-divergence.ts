/** How far the gate's mean distribution over a batch is from uniform: the balance loss of arXiv 2601.15021. */
import { vision2026 } from '../papers.ts';
import * as tf from '../tf.ts';
import { defineRegularizer, strengthParameter } from './regularizer.ts';

/** Stands for a mean probability of 0, which has no logarithm. */
const LEAST = 1e-30;

export const uniformDivergence = defineRegularizer({
  id: 'uniform-divergence',
  name: 'Divergence from uniform',
  explanation: 'Pushes the gate’s mean probabilities over a batch towards all experts alike.',
  papers: [vision2026],
  parameters: {
    strength: strengthParameter(0.2, 'The paper uses 0.2, in the form as published.'),
    form: {
      type: 'choice',
      choices: [
        { value: 'forward', label: 'KL(p̄ ‖ uniform)' },
        { value: 'reverse', label: 'KL(uniform ‖ p̄)' },
        { value: 'batchmean', label: 'As published' },
      ],
      default: 'forward',
      label: 'Form',
      explanation:
        'The first is what is missing from full entropy; the second fears unused experts more. The published code means the first and computes the second, divided by the number of experts.',
    },
  },
  build: ({ strength, form }) => ({
    penalty: ({ forward: { scores } }) => {
      const usage = tf.maximum(tf.mean(tf.softmax(scores.logits), 0), LEAST);
      const experts = usage.size;
      const logs = tf.add(tf.log(usage), Math.log(experts));
      const forward = tf.sum<tf.Scalar>(tf.mul(usage, logs));
      const reverse = tf.neg(tf.mean<tf.Scalar>(logs));
      const divergence = { forward, reverse, batchmean: tf.div<tf.Scalar>(reverse, experts) }[form];
      return tf.mul(divergence, strength);
    },
  }),
});
