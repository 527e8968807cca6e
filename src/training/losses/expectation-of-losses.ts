/** Equation 1.2 of Jacobs et al. 1991 for classes: Σ_i p_i CE_i. */
import { jacobs1991, krishnamurthy2023 } from '../papers.ts';
import * as tf from '../tf.ts';
import { defineLoss } from './loss.ts';
import { crossEntropies, logPrediction, mixtureOf } from './mixture.ts';

export const expectationOfLosses = defineLoss({
  id: 'expectation-of-losses',
  name: 'Expectation of losses',
  explanation:
    'Each expert is held against the label by itself, and counts as much as the gate trusts it: experts do not depend on each other.',
  papers: [jacobs1991, krishnamurthy2023],
  parameters: {},
  needs: 'each',
  build: () => ({
    loss: (forward, labels) => {
      const mixture = mixtureOf(forward);
      return tf.mean(tf.sum(tf.mul(mixture.weights, crossEntropies(mixture, labels)), 1));
    },
    predict: (forward) => logPrediction(mixtureOf(forward)),
  }),
});
