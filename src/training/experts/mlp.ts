/**
 * Experts with one hidden layer. All of them are two matrices: the hidden units of every expert side by side, so that
 * the whole mixture is two products and the gates scale its hidden units,
 *
 *     Σ_i g_i (h_i W2_i + b2_i) = [g_1 h_1 … g_E h_E] W2 + g b2,
 *
 * which no backend can do faster expert by expert while most experts are used.
 */
import { glorotUniform, heNormal, zeros } from '../initializers.ts';
import { dispatch } from '../dispatch.ts';
import * as tf from '../tf.ts';
import { defineExperts } from './expert-kind.ts';

export const mlpExperts = defineExperts({
  id: 'mlp',
  name: 'Hidden layer',
  explanation: 'Each expert is a network with one hidden layer of ReLU units.',
  papers: [],
  parameters: {
    count: {
      type: 'integer',
      min: 1,
      max: 256,
      default: 8,
      label: 'Experts',
      explanation: 'How many experts there are to choose from.',
    },
    hidden: {
      type: 'integer',
      min: 1,
      max: 4096,
      default: 64,
      scale: 'logarithmic',
      label: 'Hidden units',
      explanation: 'Width of each expert. Halve it while doubling the experts to keep the number of weights.',
    },
  },
  build: ({ weights, inputs, outputs, experts }, { hidden }) => {
    const group = 'experts';
    const up = weights.create('experts.up.weight', {
      shape: [inputs, experts * hidden],
      group,
      init: heNormal(inputs),
    });
    const upBias = weights.create('experts.up.bias', { shape: [experts * hidden], group, init: zeros });
    const down = weights.create('experts.down.weight', {
      shape: [experts * hidden, outputs],
      group,
      init: glorotUniform(hidden, outputs),
    });
    const downBias = weights.create('experts.down.bias', { shape: [experts, outputs], group, init: zeros });

    const hiddenUnits = (x: tf.Tensor2D): tf.Tensor2D => tf.relu(tf.matMul(x, up as tf.Tensor2D).add(upBias));
    const states = (x: tf.Tensor2D): tf.Tensor3D => hiddenUnits(x).reshape([x.shape[0], experts, hidden]);

    return {
      combined: (x, gates) => {
        const scaled: tf.Tensor2D = tf.reshape(tf.mul(states(x), gates.expandDims(2)), [
          x.shape[0],
          experts * hidden,
        ]);
        return tf.matMul(scaled, down as tf.Tensor2D).add(tf.matMul(gates, downBias as tf.Tensor2D));
      },
      dispatched: (x, gates, routing) => {
        const ups = tf.split(up, experts, 1);
        const upBiases = tf.split(upBias, experts);
        const downs = tf.split(down, experts, 0);
        const downBiases = tf.split(downBias, experts, 0);
        return dispatch({ x, gates, routing, outputs }, (expert, rows) => {
          const units = tf.relu<tf.Tensor2D>(tf.matMul(rows, ups[expert]!).add(upBiases[expert]!));
          return tf.matMul(units, downs[expert]!).add(downBiases[expert]!);
        });
      },
      each: (x) => {
        const units = tf.unstack(states(x), 1);
        const downs = tf.split(down, experts, 0);
        const downBiases = tf.split(downBias, experts, 0);
        return tf.stack(
          units.map((h, expert) => tf.matMul(h as tf.Tensor2D, downs[expert]!).add(downBiases[expert]!)),
          1,
        ) as tf.Tensor3D;
      },
      states,
      stateWidth: hidden,
      operations: inputs * hidden + hidden * outputs,
    };
  },
});
