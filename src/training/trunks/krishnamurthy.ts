/**
 * The gate's network in the code of Krishnamurthy, Watkins & Gaertner, arXiv 2302.14703: for MNIST conv 3 × 3 with one
 * filter, max pool, 169 → 128 → 32; with 32 → 5 of the gate itself 26,063 parameters. An attentive gate has no ReLU
 * on the last layer. For CIFAR four convolutions, padded; their batch norms are left out.
 */
import { convolutionStack } from '../convolution.ts';
import { imageSize } from '../datasets/dataset.ts';
import { heNormal } from '../initializers.ts';
import { convolutionParameters, convolutionsOf } from '../krishnamurthy-convolutions.ts';
import { krishnamurthy2023 } from '../papers.ts';
import * as tf from '../tf.ts';
import { linear } from '../weights.ts';
import { defineTrunk } from './trunk.ts';

export const krishnamurthyTrunk = defineTrunk({
  id: 'krishnamurthy',
  name: 'Small CNN',
  explanation: 'The gate has a small convolutional network of its own that sees the image itself.',
  papers: [krishnamurthy2023],
  needsImage: true,
  parameters: {
    ...convolutionParameters,
    wide: {
      type: 'integer',
      min: 1,
      max: 1024,
      default: 128,
      scale: 'logarithmic',
      label: 'First layer',
      explanation: 'Units after the convolutions.',
    },
    narrow: {
      type: 'integer',
      min: 1,
      max: 1024,
      default: 32,
      scale: 'logarithmic',
      label: 'Second layer',
      explanation: 'Units that the gate scores; for an attentive gate as many as the experts’ second layer.',
    },
    isRectified: {
      type: 'boolean',
      default: true,
      label: 'ReLU at the end',
      explanation: 'On for an ordinary gate, off for an attentive one.',
    },
  },
  build: ({ weights, image }, { convolutions, filters, wide, narrow, isRectified }) => {
    if (image === undefined) throw new Error('a convolutional trunk needs an image');
    const group = 'gate';
    const stack = convolutionStack(weights, 'trunk.convolution', {
      image,
      ...convolutionsOf({ convolutions, filters }),
      group,
    });
    const flat = imageSize(stack.image);
    const first = linear(weights, 'trunk.layer.0', {
      inputs: flat,
      outputs: wide,
      group,
      init: heNormal(flat),
    });
    const second = linear(weights, 'trunk.layer.1', {
      inputs: wide,
      outputs: narrow,
      group,
      init: heNormal(wide),
    });
    return {
      outputs: narrow,
      apply: (x) => {
        const last = second(tf.relu(first(stack.apply(x))));
        return isRectified ? tf.relu(last) : last;
      },
      operations: stack.operations + flat * wide + wide * narrow,
    };
  },
});
