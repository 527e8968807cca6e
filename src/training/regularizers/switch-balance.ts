/** The auxiliary loss of Switch Transformers (arXiv 2101.03961): α · E · Σ f_i P_i. */
import { columnSums } from '../../core/routing/matrix.ts';
import { selectionMask, firstChoices } from '../../core/routing/selection.ts';
import * as tf from '../tf.ts';
import { defineRegularizer } from './regularizer.ts';

export const switchBalance = defineRegularizer({
  id: 'switch-balance',
  name: 'Switch balance',
  explanation:
    'Pushes the gate to spread samples evenly: the share of samples whose first choice an expert is, times its mean probability.',
  papers: [{ title: 'Switch Transformers', cite: 'Fedus, Zoph & Shazeer 2021', arxiv: '2101.03961' }],
  parameters: {
    strength: {
      type: 'number',
      min: 1e-5,
      max: 10,
      default: 0.01,
      scale: 'logarithmic',
      label: 'Strength α',
      explanation: 'The paper uses 0.01. At perfectly even routing the term equals α.',
    },
  },
  build:
    ({ strength }) =>
    ({ forward: { scores, decided } }) => {
      const [samples, experts] = scores.logits.shape;
      const first = columnSums(selectionMask(firstChoices(decided.routing.selection), experts));
      const share = tf.tensor1d(Float32Array.from(first, (count) => count / samples));
      const probability = tf.mean(tf.softmax(scores.logits), 0);
      return tf.mul(strength * experts, tf.sum(tf.mul(share, probability)));
    },
});
