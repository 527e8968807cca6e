/** Top-1 with capacity: Fedus, Zoph & Shazeer, arXiv 2101.03961. */
import { routeSwitch } from '../../core/routing/routers/switch.ts';
import { normal } from '../initializers.ts';
import * as tf from '../tf.ts';
import { linear } from '../weights.ts';
import { defineRouter } from './router.ts';

export const switchRouter = defineRouter({
  id: 'switch',
  name: 'Switch (top-1)',
  explanation:
    'Each sample goes to one expert, its output scaled by the gate. An expert takes only so many of a batch; the rest pass it by.',
  papers: [{ title: 'Switch Transformers', cite: 'Fedus, Zoph & Shazeer 2021', arxiv: '2101.03961' }],
  parameters: {
    capacity: {
      type: 'number',
      min: 0.5,
      max: 16,
      default: 1.25,
      scale: 'logarithmic',
      label: 'Capacity factor',
      explanation:
        'How many times its fair share of a batch an expert takes while training, before it drops samples.',
    },
    capacityAtTest: {
      type: 'number',
      min: 0.5,
      max: 16,
      default: 2,
      scale: 'logarithmic',
      label: 'Capacity at test',
      explanation: 'The same while evaluating.',
    },
  },
  isDense: false,
  build: ({ weights, features, experts }, { capacity, capacityAtTest }) => {
    // a tenth of the usual scale, as the paper advises for stability
    const init = normal(0.1 / Math.sqrt(features));
    const gate = linear(weights, 'gate', {
      inputs: features,
      outputs: experts,
      group: 'gate',
      init,
      hasBias: false,
    });
    return {
      score: (x) => ({ logits: gate(x) }),
      decide: ({ logits }, { isTraining }) => ({
        routing: routeSwitch(logits!, { capacityFactor: isTraining ? capacity : capacityAtTest }),
      }),
      gates: ({ logits }, { kept }) => tf.mul(tf.softmax(logits), kept),
    };
  },
});
