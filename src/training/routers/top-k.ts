/** The k experts of the largest logits, without noise or capacity. */
import { routeTopK } from '../../core/routing/routers/top-k.ts';
import * as tf from '../tf.ts';
import { linearGate } from './linear-gate.ts';
import { maskedSoftmax } from './masked-softmax.ts';
import { defineRouter } from './router.ts';
import { topKParameter } from './shared-parameters.ts';

export const topKRouter = defineRouter({
  id: 'top-k',
  name: 'Top-k',
  explanation: 'Each sample goes to the k experts that the gate rates highest. Nothing keeps them balanced.',
  papers: [
    { title: 'Mixtral of Experts', cite: 'Jiang et al. 2024', arxiv: '2401.04088' },
    {
      title: 'OLMoE: Open Mixture-of-Experts Language Models',
      cite: 'Muennighoff et al. 2024',
      arxiv: '2409.02060',
    },
  ],
  parameters: {
    k: topKParameter,
    gatesOver: {
      type: 'choice',
      choices: [
        { value: 'selected', label: 'Top-k, then softmax' },
        { value: 'all', label: 'Softmax, then top-k' },
      ],
      default: 'selected',
      label: 'Gate values',
      explanation:
        'A softmax over the chosen sums to 1 (Mixtral; the same as renormalising a softmax over all). One over all keeps what the rest would have had away from the output (OLMoE, Switch); with one expert a sample, the gate learns only so.',
    },
  },
  isDense: false,
  used: ({ k }) => k,
  build: (context, { k, gatesOver }) => {
    const gate = linearGate(context);
    return {
      score: (x) => ({ logits: gate(x) }),
      decide: ({ logits }, { topK = k }) => ({
        routing: routeTopK(logits!, { topK: Math.min(topK, context.experts), gatesOver }),
      }),
      gates: ({ logits }, { kept }) =>
        gatesOver === 'all' ? tf.mul(tf.softmax(logits), kept) : maskedSoftmax(logits, kept),
    };
  },
});
