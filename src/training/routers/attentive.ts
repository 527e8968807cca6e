/**
 * Attentive gate: Krishnamurthy, Watkins & Gaertner, arXiv 2302.14703. The gate compares its own view of a sample with
 * what every expert has made of it, so all experts must run. Afterwards a plain gate (`soft`, on the same trunk) is distilled
 * from it.
 */
import { routeSoftWeighted } from '../../core/routing/routers/soft-weighted.ts';
import { glorotUniform } from '../initializers.ts';
import { krishnamurthy2023 } from '../papers.ts';
import * as tf from '../tf.ts';
import { defineRouter } from './router.ts';

export const attentiveRouter = defineRouter({
  id: 'attentive',
  name: 'Attentive gate',
  explanation:
    'The gate looks at what every expert makes of a sample before it weighs them. All experts run; nothing is skipped.',
  papers: [krishnamurthy2023],
  parameters: {
    width: {
      type: 'integer',
      min: 1,
      max: 1024,
      default: 32,
      scale: 'logarithmic',
      label: 'Attention width',
      explanation:
        'Length of the queries and keys that are compared. The paper has one width, 32, for everything.',
    },
  },
  isDense: true,
  build: ({ weights, features, experts, stateWidth }, { width }) => {
    const projection = (name: string, inputs: number): tf.Tensor2D =>
      weights.create(name, {
        shape: [inputs, width],
        group: 'gate',
        init: glorotUniform(inputs, width),
      }) as tf.Tensor as tf.Tensor2D;
    const query = projection('gate.query.weight', features);
    const key = projection('gate.key.weight', stateWidth);
    return {
      score: (x, { expertStates }) => {
        const samples = x.shape[0];
        const queries = tf.matMul(x, query);
        const states = tf.reshape(expertStates(), [samples * experts, stateWidth]);
        const keys = tf.reshape(tf.matMul(states as tf.Tensor2D, key), [samples, experts, width]);
        const matches = tf.sum<tf.Tensor2D>(tf.mul(keys, tf.expandDims(queries, 1)), 2);
        return { logits: tf.div(matches, Math.sqrt(width)) };
      },
      decide: ({ logits }) => ({ routing: routeSoftWeighted(logits!) }),
      gates: ({ logits }) => tf.softmax(logits),
    };
  },
});
