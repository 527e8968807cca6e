/** Two convolutions and a layer: what stands in for the ResNet-18 of papers, which is out of a page's reach. */
import { convolutionStack } from '../convolution.ts';
import { imageSize } from '../datasets/dataset.ts';
import { heNormal } from '../initializers.ts';
import * as tf from '../tf.ts';
import { linear } from '../weights.ts';
import { defineEncoder } from './encoder.ts';

export const cnnEncoder = defineEncoder({
  id: 'cnn',
  name: 'Small CNN',
  explanation:
    'Two convolutions of 3 × 3 with max pools, and a layer of ReLU units. Where papers have a ResNet-18, this stands in.',
  papers: [],
  accepts: ['image'],
  gives: 'vector',
  parameters: {
    filters: {
      type: 'integer',
      min: 1,
      max: 64,
      default: 8,
      label: 'Filters',
      explanation: 'Of the first convolution; the second has twice as many.',
    },
    width: {
      type: 'integer',
      min: 8,
      max: 1024,
      default: 64,
      scale: 'logarithmic',
      label: 'Width',
      explanation: 'Units of the layer: the features that the experts see.',
    },
  },
  build: ({ weights, input }, { filters, width }) => {
    if (input.kind !== 'image') throw new Error('convolutions need images');
    const stack = convolutionStack(weights, 'encoder.convolution', {
      image: input,
      filters: [filters, 2 * filters],
      pad: 'same',
      group: 'encoder',
    });
    const flat = imageSize(stack.image);
    const layer = linear(weights, 'encoder.layer', {
      inputs: flat,
      outputs: width,
      group: 'encoder',
      init: heNormal(flat),
    });
    return {
      features: width,
      tokens: 1,
      encode: (inputs) => tf.relu(layer(stack.apply(inputs))),
      operations: stack.operations + flat * width,
    };
  },
});
