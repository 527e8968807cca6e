/** A text as the mean of its words' vectors: Joulin et al., "Bag of Tricks for Efficient Text Classification", arXiv 1607.01759. */
import { meanOfTokens } from '../layout.ts';
import { takeRows } from '../rows.ts';
import * as tf from '../tf.ts';
import { defineEncoder } from './encoder.ts';
import { embeddingTable, lengthParameter, realPlaces } from './words.ts';

export const averageEmbeddingEncoder = defineEncoder({
  id: 'average-embedding',
  name: 'Mean of word vectors',
  explanation: 'Learns a vector for each word; a text is the mean of those of its words.',
  papers: [
    {
      title: 'Bag of Tricks for Efficient Text Classification',
      cite: 'Joulin, Grave, Bojanowski & Mikolov 2016',
      arxiv: '1607.01759',
    },
  ],
  accepts: ['text'],
  gives: 'vector',
  parameters: {
    length: { ...lengthParameter, default: 200 },
    width: {
      type: 'integer',
      min: 4,
      max: 256,
      default: 32,
      scale: 'logarithmic',
      label: 'Width',
      explanation: 'Numbers of a word’s vector: the features that the experts see.',
    },
  },
  build: ({ weights, input }, { length, width }) => {
    if (input.kind !== 'text') throw new Error('only texts have words');
    const table = embeddingTable(weights, [input.vocabulary, width]);
    return {
      features: width,
      tokens: 1,
      reads: { kind: 'tokens', length },
      encode: (inputs) => {
        const words = inputs.dataSync<'int32'>();
        const real = realPlaces(words, length);
        const ids = tf.tensor1d(
          real.map((place) => words[place]!),
          'int32',
        );
        return meanOfTokens(takeRows(table, ids), { samples: inputs.shape[0], tokens: length, real });
      },
      operations: length * width,
    };
  },
});
