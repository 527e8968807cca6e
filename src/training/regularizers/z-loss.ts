/** Router z-loss: Zoph et al., ST-MoE, arXiv 2202.08906. mean_x (log Σ_i exp z_i)². */
import * as tf from '../tf.ts';
import { defineRegularizer, strengthParameter } from './regularizer.ts';

export const zLoss = defineRegularizer({
  id: 'z-loss',
  name: 'Router z-loss',
  explanation: 'Keeps the gate’s logits small, so that training stays stable.',
  papers: [
    {
      title: 'ST-MoE: Designing Stable and Transferable Sparse Expert Models',
      cite: 'Zoph et al. 2022',
      arxiv: '2202.08906',
    },
  ],
  parameters: { strength: strengthParameter(0.001, 'The paper uses 0.001.') },
  build: ({ strength }) => ({
    penalty: ({ forward: { scores } }) =>
      tf.mul(tf.mean<tf.Scalar>(tf.square(tf.logSumExp(scores.logits, 1))), strength),
  }),
});
