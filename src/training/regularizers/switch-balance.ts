/** The auxiliary loss of Switch Transformers (arXiv 2101.03961): α · E · Σ f_i P_i. The gradient goes through P. */
import { sum } from '../../core/routing/matrix.ts';
import { firstChoices, loadOf } from '../../core/routing/selection.ts';
import { deepSeekV3, switchTransformers } from '../papers.ts';
import * as tf from '../tf.ts';
import { defineRegularizer, strengthParameter } from './regularizer.ts';

export const switchBalance = defineRegularizer({
  id: 'switch-balance',
  name: 'Switch balance',
  explanation:
    'Pushes the gate to spread samples evenly: the share of samples whose first choice an expert is, times its mean probability.',
  papers: [switchTransformers, deepSeekV3],
  parameters: {
    strength: strengthParameter(
      0.01,
      'The papers use 0.01, DeepSeek 0.0001 beside its biases. At perfectly even routing the term equals α.',
      'Strength α',
    ),
    choices: {
      type: 'choice',
      choices: [
        { value: 'first', label: 'First choices' },
        { value: 'all', label: 'All choices' },
      ],
      default: 'first',
      label: 'Counts',
      explanation:
        'Whether only the first choice of a sample counts (Switch, XMoE), or all of them alike (DeepSeek).',
    },
  },
  build: ({ strength, choices }) => ({
    penalty: ({ forward: { scores, decided } }) => {
      const [, experts] = scores.logits.shape;
      const { selection } = decided.routing;
      const load = loadOf(choices === 'first' ? firstChoices(selection) : selection, experts);
      const chosen = sum(load);
      const share = tf.tensor1d(Float32Array.from(load, (count) => count / chosen));
      const probability = tf.mean(tf.softmax(scores.logits), 0);
      return tf.mul(tf.sum<tf.Scalar>(tf.mul(share, probability)), strength * experts);
    },
  }),
});
