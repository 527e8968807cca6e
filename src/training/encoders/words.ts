/** Words in their order, as encoders of texts see them: [B, length], from the left, the rest padding. */
import type { IntegerParameter } from '../../core/parameters.ts';
import { PADDING } from '../datasets/inputs.ts';
import { normal } from '../initializers.ts';
import type * as tf from '../tf.ts';
import type { Weights } from '../weights.ts';

export const lengthParameter = {
  type: 'integer',
  min: 4,
  max: 512,
  default: 64,
  scale: 'logarithmic',
  label: 'Words read',
  explanation: 'Of each text, from its beginning. The rest is not seen; the work grows with it.',
} as const satisfies IntegerParameter;

/** A vector for each word of the vocabulary, [vocabulary, width]. */
export function embeddingTable(weights: Weights, shape: readonly [number, number]): tf.Tensor2D {
  return weights.create('encoder.words.weight', {
    shape,
    group: 'encoder',
    init: normal(1 / Math.sqrt(shape[1])),
  }) as tf.Tensor as tf.Tensor2D;
}

/** Places in `words` that are no padding, ascending. A text without words has its first place all the same. */
export function realPlaces(words: ArrayLike<number>, length: number): Int32Array {
  const places: number[] = [];
  for (let place = 0; place < words.length; place++) {
    if (words[place] !== PADDING || place % length === 0) places.push(place);
  }
  return Int32Array.from(places);
}
