/** Entropy of the gate, sample by sample, in nats: lowered by SEER-MoE, arXiv 2404.05089. mean_x H(p(x)). */
import * as tf from '../tf.ts';
import { defineRegularizer, strengthParameter } from './regularizer.ts';

export const gateEntropy = defineRegularizer({
  id: 'gate-entropy',
  name: 'Gate entropy',
  explanation:
    'Makes the gate decide for few experts a sample, or keep several. Lowering it wants a balance term beside it, or a few experts get everything.',
  papers: [
    {
      title: 'SEER-MoE: Sparse Expert Efficiency through Regularization',
      cite: 'Muzio, Sun & He 2024',
      arxiv: '2404.05089',
    },
  ],
  parameters: {
    strength: strengthParameter(
      0.01,
      'Of the entropy in nats. Between 0.001 and 0.1 is a place to begin.',
      'Strength λ',
    ),
    direction: {
      type: 'choice',
      choices: [
        { value: 'lower', label: 'Lower' },
        { value: 'raise', label: 'Raise' },
      ],
      default: 'lower',
      label: 'Direction',
      explanation: 'Lower it for a gate that is sure of itself, raise it for one that hedges.',
    },
  },
  build: ({ strength, direction }) => ({
    penalty: ({ forward: { scores } }) => {
      const logs = tf.logSoftmax(scores.logits);
      const entropy = tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(tf.softmax(scores.logits), logs), 1)));
      return tf.mul(entropy, direction === 'lower' ? strength : -strength);
    },
  }),
});
