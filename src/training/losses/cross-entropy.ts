/** Cross-entropy of the mixed class scores: the usual loss, and the "pre-softmax" mixture of arXiv 2302.14703. */
import * as tf from '../tf.ts';
import { defineLoss } from './loss.ts';

export const crossEntropyLoss = defineLoss({
  id: 'cross-entropy',
  name: 'Cross-entropy',
  explanation: 'The experts’ class scores are mixed first, and the mixture is held against the label.',
  papers: [],
  parameters: {},
  needs: 'combined',
  build: () => ({
    loss: ({ logits }, labels) => tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1))),
    predict: ({ logits }) => logits,
  }),
});
