/** A text as how often it has each word, whatever their order. */
import { heNormal } from '../initializers.ts';
import * as tf from '../tf.ts';
import { linear } from '../weights.ts';
import { defineEncoder } from './encoder.ts';

/** From counts over the root of their squares, as `fillInputs` gives them. */
const weightings = {
  length: (bags: tf.Tensor2D) => bags,
  frequency: (bags: tf.Tensor2D) => tf.divNoNan<tf.Tensor2D>(bags, tf.sum(bags, 1, true)),
  presence: (bags: tf.Tensor2D) => {
    const present = tf.step(bags);
    return tf.divNoNan<tf.Tensor2D>(present, tf.sqrt(tf.sum(present, 1, true)));
  },
} as const;

export const bagEncoder = defineEncoder({
  id: 'bag',
  name: 'Bag of words',
  explanation:
    'How often each word of the vocabulary occurs, directly or through a layer. The order of words is lost.',
  papers: [],
  accepts: ['text'],
  gives: 'vector',
  parameters: {
    weighting: {
      type: 'choice',
      choices: [
        { value: 'length', label: 'Counts of unit length' },
        { value: 'frequency', label: 'Shares of the text' },
        { value: 'presence', label: 'Present or not' },
      ],
      default: 'length',
      label: 'Words count',
      explanation:
        'By their number over the root of squared numbers, by their share of the text, or once each; long texts weigh no more than short ones.',
    },
    width: {
      type: 'integer',
      min: 0,
      max: 1024,
      default: 32,
      label: 'Width',
      explanation:
        'Units of a layer before the experts; 0 for none: then every expert has a weight for each word.',
    },
  },
  build: ({ weights, input }, { weighting, width }) => {
    if (input.kind !== 'text') throw new Error('bags are of words');
    const { vocabulary } = input;
    const weigh = weightings[weighting];
    if (width === 0) {
      return {
        features: vocabulary,
        tokens: 1,
        encode: (inputs) => weigh(inputs as tf.Tensor2D),
        operations: 0,
      };
    }
    const layer = linear(weights, 'encoder', {
      inputs: vocabulary,
      outputs: width,
      group: 'encoder',
      // a bag has unit length, not a unit in each word
      init: heNormal(1),
    });
    return {
      features: width,
      tokens: 1,
      encode: (inputs) => tf.relu(layer(weigh(inputs as tf.Tensor2D))),
      operations: vocabulary * width,
    };
  },
});
