/** Noisy top-k: Shazeer et al., arXiv 1701.06538. The noise lets experts that are nearly chosen have their turn. */
import { filledMatrix, zeroMatrix, type Matrix } from '../../core/routing/matrix.ts';
import { routeNoisyTopK } from '../../core/routing/routers/noisy-top-k.ts';
import type { Random } from '../../core/random.ts';
import { zeros } from '../initializers.ts';
import { shazeer2017, vision2026, vMoe } from '../papers.ts';
import * as tf from '../tf.ts';
import { linear } from '../weights.ts';
import { linearGate } from './linear-gate.ts';
import { maskedSoftmax } from './masked-softmax.ts';
import { defineRouter, type RouterContext } from './router.ts';
import { topKParameter } from './shared-parameters.ts';

export const noisyTopKRouter = defineRouter({
  id: 'noisy-top-k',
  name: 'Noisy top-k',
  explanation:
    'While training, random noise is added to the gate before it picks k experts; how much, the gate learns for each expert. Comes with the importance and load penalties that keep experts balanced.',
  papers: [shazeer2017, vMoe, vision2026],
  parameters: {
    k: topKParameter,
    noise: {
      type: 'choice',
      choices: [
        { value: 'learned', label: 'Learned' },
        { value: 'fixed', label: 'Fixed, 1/experts' },
      ],
      default: 'learned',
      label: 'Noise',
      explanation: 'Its deviation: learned from the sample (Shazeer et al.), or one for all (V-MoE).',
    },
    floor: {
      type: 'number',
      min: 0,
      max: 2,
      default: 0,
      label: 'Least noise',
      explanation: 'Added to a learned deviation. Rokah et al. use 0.3.',
    },
    isStandardised: {
      type: 'boolean',
      default: false,
      label: 'Standardise logits',
      explanation:
        'Brings each sample’s logits to mean 0 and deviation 1 before the noise, as Rokah et al. do, so that noise keeps its weight.',
    },
  },
  isDense: false,
  hasNoise: true,
  used: ({ k }) => k,
  build: (context, { k, noise, floor, isStandardised }) => {
    const { experts } = context;
    // zero: all experts are equal at first, and the noise alone decides; standardised, zeros would be steep as a wall
    const gate = isStandardised ? linearGate(context) : linearGate(context, zeros);
    const deviationOf = noise === 'learned' ? learnedDeviation(context, floor) : fixedDeviation(experts);
    return {
      score: (x) => {
        const logits = gate(x);
        return { logits: isStandardised ? standardised(logits) : logits, deviation: deviationOf(x) };
      },
      decide: ({ logits, deviation }, { isTraining, random, topK: wanted = k }) => {
        const topK = Math.min(wanted, experts);
        const drawn = isTraining ? normals(logits!, random) : zeroMatrix(logits!.rows, experts);
        const routing = routeNoisyTopK(logits!, { topK, noise: drawn, deviation: deviation! });
        return { routing, constants: { noise: drawn, thresholds: routing.thresholds } };
      },
      gates: ({ logits, deviation }, { kept, constants }) =>
        maskedSoftmax(tf.add(logits, tf.mul(constants.noise!, deviation!)), kept),
    };
  },
});

/** softplus(x W_noise) + floor, [T, E]. */
function learnedDeviation({ weights, features, experts }: RouterContext, floor: number) {
  const noiseGate = linear(weights, 'gate.noise', {
    inputs: features,
    outputs: experts,
    group: 'gate',
    init: zeros,
    hasBias: false,
  });
  return (x: tf.Tensor2D): tf.Tensor2D => tf.add(tf.softplus(noiseGate(x)), floor);
}

/** 1/E, as V-MoE has it. */
function fixedDeviation(experts: number) {
  return (x: tf.Tensor2D): tf.Tensor2D => tf.fill([x.shape[0], experts], 1 / experts);
}

function normals({ rows, columns }: Matrix, random: Random): Matrix {
  const matrix = filledMatrix(rows, columns, 0);
  return { ...matrix, values: matrix.values.map(() => random.normal()) };
}

/**
 * (z − z̄)/(s + 10⁻⁵), as `standardisedRows` of the core. The root has no slope at 0, where a gate of zeros begins, so it
 * is taken of a little more.
 */
function standardised(logits: tf.Tensor2D): tf.Tensor2D {
  const centred = tf.sub(logits, tf.mean(logits, 1, true));
  const squares = tf.sum(tf.square(centred), 1, true);
  const deviation = tf.sqrt(tf.add(tf.div(squares, Math.max(1, logits.shape[1] - 1)), 1e-12));
  return tf.div(centred, tf.add(deviation, 1e-5));
}
