/**
 * Equation 1.1 of Jacobs et al. 1991 for classes, the "expectation model" of arXiv 2302.14703: −log Σ_i p_i o_i[y], the
 * likelihood of the mixture.
 */
import { jacobs1991, krishnamurthy2023 } from '../papers.ts';
import * as tf from '../tf.ts';
import { defineLoss } from './loss.ts';
import { crossEntropies, logPrediction, logWeightedSum, mixtureOf } from './mixture.ts';

export const cooperativeLoss = defineLoss({
  id: 'cooperative',
  name: 'Cooperative (expectation)',
  explanation:
    'The experts’ class probabilities are mixed, and the mixture is held against the label: experts make up for each other.',
  papers: [jacobs1991, krishnamurthy2023],
  parameters: {},
  needs: 'each',
  build: () => ({
    loss: (forward, labels) => {
      const mixture = mixtureOf(forward);
      const losses = crossEntropies(mixture, labels);
      return tf.neg(tf.mean(logWeightedSum(mixture.weights, tf.neg(losses))));
    },
    predict: (forward) => logPrediction(mixtureOf(forward)),
  }),
});
