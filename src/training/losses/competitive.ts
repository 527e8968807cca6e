/**
 * Equation 1.3 of Jacobs et al. 1991 for classes, the "stochastic model" of arXiv 2302.14703: −log Σ_i p_i exp(−½ CE_i).
 * The expert that fits best learns fastest. The model's answer is that of one expert, the one that the gate trusts most.
 * The published code answers with one drawn by p while it trains; no gradient goes through the answer, so that would
 * change nothing but the accuracy shown meanwhile.
 */
import { jacobs1991, krishnamurthy2023 } from '../papers.ts';
import * as tf from '../tf.ts';
import { defineLoss } from './loss.ts';
import { crossEntropies, logWeightedSum, mixtureOf } from './mixture.ts';

export const competitiveLoss = defineLoss({
  id: 'competitive',
  name: 'Competitive (stochastic)',
  explanation:
    'Experts compete for samples: whoever fits a sample best learns most from it. One expert answers, the one the gate trusts most.',
  papers: [jacobs1991, krishnamurthy2023],
  parameters: {},
  needs: 'each',
  build: () => ({
    loss: (forward, labels) => {
      const mixture = mixtureOf(forward);
      const losses = crossEntropies(mixture, labels);
      return tf.neg(tf.mean(logWeightedSum(mixture.weights, tf.mul(losses, -0.5))));
    },
    predict: ({ gates, decided, expertLogits }) => {
      const [, experts] = gates.shape;
      // who was turned away everywhere has no expert, and an answer that knows nothing
      const chosen = tf.mul(tf.oneHot(tf.argMax(gates, 1), experts, 1, 0, 'float32'), decided.kept);
      return tf.sum(tf.mul(expertLogits!, tf.expandDims(chosen, 2)), 1);
    },
  }),
});
