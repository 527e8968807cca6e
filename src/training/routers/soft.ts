/** Every expert on every sample, weighted by a softmax: Jacobs et al. 1991; with a temperature, arXiv 2601.15021. */
import { routeSoftWeighted } from '../../core/routing/routers/soft-weighted.ts';
import { glorotUniform } from '../initializers.ts';
import { jacobs1991, krishnamurthy2023, vision2026 } from '../papers.ts';
import * as tf from '../tf.ts';
import { linear } from '../weights.ts';
import { defineRouter } from './router.ts';

export const softRouter = defineRouter({
  id: 'soft',
  name: 'Soft-weighted',
  explanation:
    'All experts see every sample; their outputs are mixed by a softmax of the gate. Nothing is skipped.',
  papers: [jacobs1991, krishnamurthy2023, vision2026],
  parameters: {
    temperature: {
      type: 'number',
      min: 0.05,
      max: 20,
      default: 1,
      scale: 'logarithmic',
      label: 'Temperature',
      explanation: 'Divides the logits before the softmax: higher spreads the weight over more experts.',
    },
  },
  isDense: true,
  build: ({ weights, features, experts }, { temperature }) => {
    const gate = linear(weights, 'gate', {
      inputs: features,
      outputs: experts,
      group: 'gate',
      init: glorotUniform(features, experts),
    });
    return {
      score: (x) => ({ logits: tf.div(gate(x), temperature) }),
      decide: ({ logits }) => ({ routing: routeSoftWeighted(logits!) }),
      gates: ({ logits }) => tf.softmax(logits),
    };
  },
});
