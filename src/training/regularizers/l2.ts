/** The sum of all squares, not halved: λ Σw². Under SGD it is weight decay by 2λ. */
import { weightDecay1991 } from '../papers.ts';
import * as tf from '../tf.ts';
import { defineRegularizer, strengthParameter } from './regularizer.ts';
import { sumOf } from './sum-of.ts';
import { matricesIn, scopeParameter } from './weight-scope.ts';

export const l2 = defineRegularizer({
  id: 'l2',
  name: 'L2',
  explanation: 'Pulls large weights towards zero most. They all shrink; none vanishes.',
  papers: [weightDecay1991],
  parameters: {
    strength: strengthParameter(1e-4, 'Of the sum of all squares.', 'Strength λ'),
    scope: scopeParameter,
  },
  build: ({ strength, scope }) => ({
    penalty: ({ weights }) =>
      tf.mul(sumOf(matricesIn(weights, scope).map(({ variable }) => tf.sum(tf.square(variable)))), strength),
  }),
});
