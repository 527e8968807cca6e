/**
 * Experts with one hidden layer. All of them are two matrices: the hidden units of every expert side by side, so that
 * the whole mixture is two products and the gates scale its hidden units,
 *
 *     Σ_i g_i (h_i W2_i + b2_i) = [g_1 h_1 … g_E h_E] W2 + g b2,
 *
 * which no backend can do faster expert by expert while most experts are used.
 */
import { glorotUniform, heNormal, zeros } from '../initializers.ts';
import { splitParts, unstackParts } from '../parts-of.ts';
import * as tf from '../tf.ts';
import { defineExperts, once } from './expert-kind.ts';

export const mlpExperts = defineExperts({
  id: 'mlp',
  name: 'Hidden layer',
  explanation: 'Each expert is a network with one hidden layer of ReLU units.',
  papers: [],
  parameters: {
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
  build: ({ weights, group, inputs, outputs, experts, widthFactor }, { hidden: width }) => {
    const hidden = widthFactor * width;
    const up = weights.create(`${group}.up.weight`, {
      shape: [inputs, experts * hidden],
      group,
      init: heNormal(inputs),
      expertAxis: 1,
      to: `${group}.hidden`,
    });
    const upBias = weights.create(`${group}.up.bias`, {
      shape: [experts * hidden],
      group,
      init: zeros,
      expertAxis: 0,
    });
    const down = weights.create(`${group}.down.weight`, {
      shape: [experts * hidden, outputs],
      group,
      init: glorotUniform(hidden, outputs),
      expertAxis: 0,
      from: `${group}.hidden`,
    });
    const downBias = weights.create(`${group}.down.bias`, {
      shape: [experts, outputs],
      group,
      init: zeros,
      isVector: true,
      expertAxis: 0,
    });

    const unitsApart = () => {
      const ups = weights.parts.split<tf.Tensor2D>(up, experts, 1);
      const upBiases = weights.parts.split(upBias, experts, 0);
      return (expert: number, rows: tf.Tensor2D): tf.Tensor2D =>
        tf.relu(tf.matMul(rows, ups[expert]!).add(upBiases[expert]!));
    };

    const apart = () => {
      const unitsOf = unitsApart();
      const downs = weights.parts.split<tf.Tensor2D>(down, experts, 0);
      const downBiases = weights.parts.split(downBias, experts, 0);
      return (expert: number, rows: tf.Tensor2D): tf.Tensor2D =>
        tf.matMul(unitsOf(expert, rows), downs[expert]!).add(downBiases[expert]!);
    };

    return {
      sideBySide: (x) => {
        const byExpert: [number, number, number] = [x.shape[0], experts, hidden];
        const states = once(() =>
          tf.reshape<tf.Rank.R3>(tf.add(tf.matMul(x, up as tf.Tensor2D), upBias), byExpert),
        );
        const units = once(() => tf.relu(states()));
        return {
          states,
          combined: (gates) => {
            const scaled = tf.mul(units(), tf.expandDims(gates, 2));
            const mixed = tf.matMul(tf.reshape(scaled, [x.shape[0], experts * hidden]), down);
            return mixed.add(tf.matMul(gates, downBias as tf.Tensor2D));
          },
          each: () => {
            const downs = splitParts(down as tf.Tensor2D, experts);
            const outputsOf = unstackParts(units(), 1).map((h, i) => tf.matMul(h as tf.Tensor2D, downs[i]!));
            return tf.add<tf.Tensor3D>(tf.stack(outputsOf, 1), downBias);
          },
        };
      },
      apart,
      unitsApart,
      stateWidth: hidden,
      operations: inputs * hidden + hidden * outputs,
    };
  },
});
