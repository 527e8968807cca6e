/**
 * Sigmoid scores and a bias that keeps the balance: Wang et al., arXiv 2408.15664; DeepSeek-V3, arXiv 2412.19437. The bias
 * decides who is chosen, is in no gate value and has no gradient: after every step it moves by γ towards balance.
 */
import { loadOf } from '../../core/routing/selection.ts';
import { routeSigmoidBias, updatedBias } from '../../core/routing/routers/sigmoid-bias.ts';
import { deepSeekV3, lossFree2024 } from '../papers.ts';
import * as tf from '../tf.ts';
import { linearGate } from './linear-gate.ts';
import { maskedSoftmax } from './masked-softmax.ts';
import { defineRouter } from './router.ts';
import { topKParameter } from './shared-parameters.ts';

export const sigmoidBiasRouter = defineRouter({
  id: 'sigmoid-bias',
  name: 'Sigmoid with bias',
  explanation:
    'Balances without a penalty: experts that have too much to do are handicapped a little in the next choice, idle ones favoured.',
  papers: [lossFree2024, deepSeekV3],
  parameters: {
    k: topKParameter,
    rate: {
      type: 'number',
      min: 1e-5,
      max: 0.1,
      default: 0.001,
      scale: 'logarithmic',
      label: 'Bias step γ',
      explanation:
        'How far the biases move after every step. The papers use 0.001, over very many steps; short runs want up to 0.01.',
    },
    frozenAfter: {
      type: 'integer',
      min: 0,
      max: 1_000_000,
      default: 0,
      label: 'Freeze after',
      explanation: 'Steps after which the biases stay as they are; 0 for never.',
    },
    isRenormalised: {
      type: 'boolean',
      default: true,
      label: 'Renormalise',
      explanation: 'Divides the gate values by their sum over the chosen experts, as the papers do.',
    },
  },
  isDense: false,
  used: ({ k }) => k,
  build: (context, { k, rate, frozenAfter, isRenormalised }) => {
    const { experts } = context;
    const gate = linearGate(context);
    const state = { bias: new Float64Array(experts), steps: new Float64Array(1) };
    return {
      state,
      score: (x) => {
        const affinities = gate(x);
        // a softmax of log σ is σ divided by the sum of all σ
        // and log σ by hand: the gradient of `tf.logSigmoid` uses its input without having saved it
        return { logits: tf.neg<tf.Tensor2D>(tf.softplus(tf.neg(affinities))), affinities };
      },
      decide: ({ affinities }, { topK: wanted = k }) => {
        const topK = Math.min(wanted, experts);
        const options = { topK, bias: state.bias, renormalise: isRenormalised };
        return { routing: routeSigmoidBias(affinities!, options) };
      },
      gates: ({ logits, affinities }, { kept }) =>
        isRenormalised ? maskedSoftmax(logits, kept) : tf.mul(tf.sigmoid(affinities!), kept),
      afterStep: ({ selection }) => {
        state.steps[0]!++;
        if (frozenAfter > 0 && state.steps[0]! > frozenAfter) return;
        state.bias.set(updatedBias(state.bias, loadOf(selection, experts), rate));
      },
    };
  },
});
