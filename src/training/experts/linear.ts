/** Experts without a hidden layer, all of them one matrix; Jacobs et al. (1991) mixed such ones. */
import { glorotUniform, zeros } from '../initializers.ts';
import * as tf from '../tf.ts';
import { defineExperts, once } from './expert-kind.ts';

export const linearExperts = defineExperts({
  id: 'linear',
  name: 'Linear',
  explanation: 'Each expert is one layer: alone it can only draw straight borders, so the gate has to help.',
  papers: [{ title: 'Adaptive Mixtures of Local Experts', cite: 'Jacobs, Jordan, Nowlan & Hinton 1991' }],
  parameters: {},
  build: ({ weights, group, inputs, outputs, experts }) => {
    const kernel = weights.create(`${group}.weight`, {
      shape: [inputs, experts * outputs],
      group,
      init: glorotUniform(inputs, outputs),
      expertAxis: 1,
    });
    const bias = weights.create(`${group}.bias`, {
      shape: [experts * outputs],
      group,
      init: zeros,
      expertAxis: 0,
    });
    return {
      sideBySide: (x) => {
        const each = once(() => {
          const all = tf.add(tf.matMul(x, kernel as tf.Tensor2D), bias);
          return tf.reshape<tf.Rank.R3>(all, [x.shape[0], experts, outputs]);
        });
        return {
          each,
          combined: (gates) => tf.sum<tf.Tensor2D>(tf.mul(each(), tf.expandDims(gates, 2)), 1),
          states: each,
        };
      },
      apart: () => {
        const kernels = weights.parts.split<tf.Tensor2D>(kernel, experts, 1);
        const biases = weights.parts.split(bias, experts, 0);
        return (expert, rows) => tf.matMul(rows, kernels[expert]!).add(biases[expert]!);
      },
      stateWidth: outputs,
      operations: inputs * outputs,
    };
  },
});
