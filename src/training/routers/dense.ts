/** No mixture at all: one network with the hidden units of every expert, the baseline of equal parameters. */
import { filledMatrix, zeroMatrix } from '../../core/routing/matrix.ts';
import { routingOf, selectTop } from '../../core/routing/routing.ts';
import * as tf from '../tf.ts';
import { defineRouter } from './router.ts';

export const denseRouter = defineRouter({
  id: 'dense',
  name: 'Dense',
  explanation:
    'No gate: one network, as wide as all the experts together. What a mixture has to be compared with.',
  papers: [],
  parameters: {},
  isDense: true,
  isOneNetwork: true,
  build: () => ({
    score: (x) => ({ logits: tf.zeros([x.shape[0], 1]) }),
    decide: ({ logits }) => {
      const ones = filledMatrix(logits!.rows, 1, 1);
      return {
        routing: routingOf({
          probabilities: ones,
          gates: ones,
          selection: selectTop(zeroMatrix(logits!.rows, 1), 1),
        }),
      };
    },
    gates: ({ logits }) => tf.onesLike(logits),
  }),
});
