/** A text as a set of tokens: each word's vector and its place's, as in transformers (Vaswani et al., arXiv 1706.03762). */
import { normal } from '../initializers.ts';
import { takeRows } from '../rows.ts';
import * as tf from '../tf.ts';
import { defineEncoder } from './encoder.ts';
import { embeddingTable, lengthParameter, realPlaces } from './words.ts';

export const wordTokensEncoder = defineEncoder({
  id: 'word-tokens',
  name: 'Words',
  explanation: 'Each word is a token that knows what it is and where it stands. For a block over tokens.',
  papers: [{ title: 'Attention Is All You Need', cite: 'Vaswani et al. 2017', arxiv: '1706.03762' }],
  accepts: ['text'],
  gives: 'tokens',
  parameters: {
    length: lengthParameter,
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
  build: ({ weights, input }, { length, width }) => {
    if (input.kind !== 'text') throw new Error('only texts have words');
    const table = embeddingTable(weights, [input.vocabulary, width]);
    const places = weights.create('encoder.place.weight', {
      shape: [length, width],
      group: 'encoder',
      init: normal(0.02),
    });
    return {
      features: width,
      tokens: length,
      reads: { kind: 'tokens', length },
      encode: (inputs) => {
        const samples = inputs.shape[0];
        const words = takeRows(table, tf.reshape(inputs, [samples * length]));
        const placed = tf.add(tf.reshape(words, [samples, length, width]), places);
        return tf.reshape(placed, [samples * length, width]);
      },
      realRows: (inputs) => realPlaces(inputs.dataSync<'int32'>(), length),
      // looking a vector up takes no product
      operations: 0,
    };
  },
});
