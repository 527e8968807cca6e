/**
 * Soft MoE: Puigcerver et al., arXiv 2308.00951. Nobody is chosen: each slot of an expert takes a mixture of the tokens of
 * a sample, each token one of all slots' outputs (`slots.ts`). Logits are between directions,
 * L = scale · X/‖X‖ · Φ/‖Φ‖, for all samples in one product. What a token takes of an expert, summed over its slots, is a
 * softmax of the log-sum-exp of their logits.
 */
import { routeSoftWeighted } from '../../core/routing/routers/soft-weighted.ts';
import { normal, ones } from '../initializers.ts';
import { softMoe2023 } from '../papers.ts';
import * as tf from '../tf.ts';
import { defineRouter } from './router.ts';

/** Added to squared lengths: a vector of length 0 has no direction, and stays 0. */
const NEXT_TO_NOTHING = 1e-12;

export const softMoeRouter = defineRouter({
  id: 'soft-moe',
  name: 'Soft MoE (slots)',
  explanation:
    'Experts see mixtures of a sample’s tokens, and tokens get mixtures of what they make of them. All is smooth: nothing is chosen, dropped or to be balanced.',
  papers: [softMoe2023],
  parameters: {
    slots: {
      type: 'integer',
      min: 1,
      max: 64,
      default: 2,
      label: 'Slots an expert',
      explanation:
        'Mixtures that each expert sees. With as many in all as there are tokens, the work is that of one network for every token.',
    },
  },
  isDense: true,
  needsTokens: true,
  build: ({ weights, features, experts }, { slots }) => {
    const directions = weights.create('gate.slots.weight', {
      shape: [features, experts * slots],
      group: 'gate',
      init: normal(1 / Math.sqrt(features)),
    });
    const scale = weights.create('gate.scale', { shape: [1], group: 'gate', init: ones });
    return {
      slotsPerExpert: slots,
      score: (x) => {
        const likeness = tf.matMul<tf.Tensor2D>(unit(x, 1), unit(directions, 0));
        const bySlot = tf.mul<tf.Tensor2D>(likeness, scale);
        const byExpert = tf.reshape(bySlot, [x.shape[0], experts, slots]);
        return { logits: tf.logSumExp<tf.Tensor2D>(byExpert, 2), slots: bySlot };
      },
      decide: ({ logits }) => ({ routing: routeSoftWeighted(logits!) }),
      gates: ({ logits }) => tf.softmax(logits),
    };
  },
});

/** Vectors along `axis` to length 1. */
function unit<T extends tf.Tensor>(x: T, axis: 0 | 1): T {
  const squares = tf.sum(tf.square(x), axis, true);
  return tf.mul(x, tf.rsqrt(tf.add(squares, NEXT_TO_NOTHING)));
}
