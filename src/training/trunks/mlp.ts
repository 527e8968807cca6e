/** A hidden layer of the gate's own. */
import { heNormal } from '../initializers.ts';
import * as tf from '../tf.ts';
import { linear } from '../weights.ts';
import { defineTrunk } from './trunk.ts';

export const mlpTrunk = defineTrunk({
  id: 'mlp',
  name: 'Hidden layer',
  explanation: 'The gate has a layer of ReLU units of its own, so its borders between experts can bend.',
  papers: [],
  parameters: {
    width: {
      type: 'integer',
      min: 1,
      max: 1024,
      default: 64,
      scale: 'logarithmic',
      label: 'Width',
      explanation: 'Units of that layer.',
    },
  },
  build: ({ weights, inputs }, { width }) => {
    const layer = linear(weights, 'trunk', {
      inputs,
      outputs: width,
      group: 'gate',
      init: heNormal(inputs),
    });
    return { outputs: width, apply: (x) => tf.relu(layer(x)), operations: inputs * width };
  },
});
