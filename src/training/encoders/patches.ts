/** An image as a set of square patches, each a token: Dosovitskiy et al., "An Image Is Worth 16x16 Words", arXiv 2010.11929. */
import { glorotUniform, normal } from '../initializers.ts';
import * as tf from '../tf.ts';
import { linear } from '../weights.ts';
import { defineEncoder } from './encoder.ts';

export const patchesEncoder = defineEncoder({
  id: 'patches',
  name: 'Patches',
  explanation: 'Cuts an image into square patches, each a token that knows where it was.',
  papers: [{ title: 'An Image is Worth 16x16 Words', cite: 'Dosovitskiy et al. 2021', arxiv: '2010.11929' }],
  accepts: ['image'],
  gives: 'tokens',
  parameters: {
    size: {
      type: 'integer',
      min: 2,
      max: 32,
      default: 7,
      label: 'Patch size',
      explanation: 'Pixels on a side. A patch over the border is filled up with zeros.',
    },
    width: {
      type: 'integer',
      min: 8,
      max: 256,
      default: 32,
      scale: 'logarithmic',
      label: 'Width',
      explanation: 'Features of a token.',
    },
  },
  build: ({ weights, input }, { size, width }) => {
    if (input.kind !== 'image') throw new Error('patches are cut out of images');
    const { channels } = input;
    const rows = Math.ceil(input.height / size);
    const columns = Math.ceil(input.width / size);
    const tokens = rows * columns;
    const pixels = size * size * channels;
    const embed = linear(weights, 'encoder.patch', {
      inputs: pixels,
      outputs: width,
      group: 'encoder',
      init: glorotUniform(pixels, width),
    });
    const places = weights.create('encoder.place.weight', {
      shape: [tokens, width],
      group: 'encoder',
      init: normal(0.02),
    });
    const padding: [number, number][] = [
      [0, 0],
      [0, rows * size - input.height],
      [0, columns * size - input.width],
      [0, 0],
    ];
    return {
      features: width,
      tokens,
      encode: (inputs) => {
        const samples = inputs.shape[0];
        const filled = tf.pad(inputs as tf.Tensor4D, padding);
        // [B · rows, size, columns, size · C]: the axes between which nothing moves are taken as one
        const strips = tf.reshape(filled, [samples * rows, size, columns, size * channels]);
        const patches = tf.reshape(tf.transpose(strips, [0, 2, 1, 3]), [samples * tokens, pixels]);
        const embedded = tf.reshape(embed(patches as tf.Tensor2D), [samples, tokens, width]);
        return tf.reshape(tf.add(embedded, places), [samples * tokens, width]);
      },
      operations: tokens * pixels * width,
    };
  },
});
