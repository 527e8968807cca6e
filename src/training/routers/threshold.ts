/** XMoE's threshold router: Yang et al., arXiv 2403.18926. As many experts as it takes to be sure enough. */
import { routeThreshold } from '../../core/routing/routers/threshold.ts';
import { selectionMask } from '../../core/routing/selection.ts';
import { xMoe } from '../papers.ts';
import * as tf from '../tf.ts';
import { linearGate } from './linear-gate.ts';
import { maskedSoftmax } from './masked-softmax.ts';
import { defineRouter } from './router.ts';
import { capacityParameter } from './shared-parameters.ts';

export const thresholdRouter = defineRouter({
  id: 'threshold',
  name: 'Threshold (XMoE)',
  explanation:
    'Each sample takes its most probable experts until together they reach a threshold: a clear case takes one, a hard one many. Meant for many small experts.',
  papers: [xMoe],
  parameters: {
    threshold: {
      type: 'number',
      min: 0,
      max: 1,
      default: 0.9,
      label: 'Threshold t',
      explanation: 'While training: 0 takes one expert, 1 takes them all.',
    },
    thresholdAtTest: {
      type: 'number',
      min: 0,
      max: 1,
      default: 0.9,
      label: 'Threshold at test',
      explanation: 'The same while evaluating. A lower one saves work after dense training.',
    },
    capacity: {
      ...capacityParameter,
      default: 8,
      explanation:
        'How many times T/E samples of a batch an expert takes, and at least 4, before it turns away those to whom it matters least. Samples take several experts, so it is larger than for Switch.',
    },
    isRenormalised: {
      type: 'boolean',
      default: false,
      label: 'Renormalise',
      explanation: 'Divides the gate values by their sum over the chosen experts. The paper does not.',
    },
  },
  isDense: false,
  // a gate that prefers nobody needs the most
  used: ({ thresholdAtTest }, experts) => Math.max(1, Math.ceil(thresholdAtTest * experts)),
  build: (context, { threshold, thresholdAtTest, capacity, isRenormalised }) => {
    const gate = linearGate(context);
    return {
      score: (x) => ({ logits: gate(x) }),
      decide: ({ logits }, { isTraining }) => {
        const routing = routeThreshold(logits!, {
          threshold: isTraining ? threshold : thresholdAtTest,
          capacityFactor: capacity,
          renormalise: isRenormalised,
        });
        // gates are normalised over who was chosen, those who then had no room included
        return { routing, constants: { chosen: selectionMask(routing.selection, context.experts) } };
      },
      gates: ({ logits }, { kept, constants }) =>
        tf.mul(isRenormalised ? maskedSoftmax(logits, constants.chosen!) : tf.softmax(logits), kept),
    };
  },
});
