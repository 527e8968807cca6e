/** Experts in a hidden layer with a way around them, h + MoE(h), under one linear head: the MoE layer of transformers. */
import { glorotUniform } from '../initializers.ts';
import * as tf from '../tf.ts';
import { linear } from '../weights.ts';
import { definePlacement } from './placement.ts';

export const hiddenPlacement = definePlacement({
  id: 'hidden',
  name: 'Hidden layer',
  explanation:
    'Experts change the features, and one head reads the classes off. A sample that every expert drops keeps its features.',
  papers: [],
  accepts: ['vector'],
  givesEach: true,
  keepsImage: true,
  parameters: {},
  build: ({ weights, features: width, image, classes, mixture: makeMixture }) => {
    const mixture = makeMixture({ inputs: width, image, outputs: width });
    const head = linear(weights, 'head', {
      inputs: width,
      outputs: classes,
      group: 'head',
      init: glorotUniform(width, classes),
    });
    /** As if each expert alone had changed the features: [B, E, d] → [B, E, C]. */
    const headOfEach = (features: tf.Tensor2D, each: tf.Tensor3D): tf.Tensor3D => {
      const [samples, experts] = each.shape;
      const changed = tf.add(tf.expandDims(features, 1), each);
      return tf.reshape(head(tf.reshape(changed, [samples * experts, width])), [samples, experts, classes]);
    };
    return {
      mixture,
      run: ({ features: x, ...rest }) => {
        const { each, ...mixed } = mixture.run({ x, ...rest });
        return {
          ...mixed,
          sampleOf: null,
          logits: head(tf.add(x, mixed.outputs)),
          expertLogits: each === null ? null : headOfEach(x, each),
        };
      },
      operations: width * classes,
    };
  },
});
