/** Pixels or features as they are, in one row; or through one layer. */
import { heNormal } from '../initializers.ts';
import * as tf from '../tf.ts';
import { linear } from '../weights.ts';
import { defineEncoder, inputSize } from './encoder.ts';

export const flatEncoder = defineEncoder({
  id: 'flat',
  name: 'As it is',
  explanation:
    'The experts see pixels or features directly, or, with a width, through one layer of ReLU units.',
  papers: [],
  accepts: ['image', 'vector'],
  gives: 'vector',
  keepsImage: ({ width }) => width === 0,
  parameters: {
    width: {
      type: 'integer',
      min: 0,
      max: 1024,
      default: 0,
      label: 'Width',
      explanation: 'Units of a layer before the experts; 0 for none.',
    },
  },
  build: ({ weights, input }, { width }) => {
    const size = inputSize(input);
    const flatten = (inputs: tf.Tensor): tf.Tensor2D => inputs.reshape([inputs.shape[0], size]);
    if (width === 0) {
      const image = input.kind === 'image' ? { image: input } : {};
      return { features: size, tokens: 1, encode: flatten, operations: 0, ...image };
    }
    const layer = linear(weights, 'encoder', {
      inputs: size,
      outputs: width,
      group: 'encoder',
      init: heNormal(size),
    });
    return {
      features: width,
      tokens: 1,
      encode: (inputs) => tf.relu(layer(flatten(inputs))),
      operations: size * width,
    };
  },
});
