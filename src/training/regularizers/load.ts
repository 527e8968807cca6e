/**
 * Load: Shazeer et al., arXiv 1701.06538, appendix A. How many samples an expert has is a count without a gradient; how
 * many it would have on average, if the noise were drawn again, is smooth:
 *
 *   Load_i = Σ_x Φ((z_i − kth_excluding(H, k, i))/σ_i)
 *
 * The gradient goes through the clean logits z and the deviation σ; what has to be exceeded is taken as it is.
 */
import { shazeer2017, vMoe } from '../papers.ts';
import * as tf from '../tf.ts';
import { defineRegularizer, strengthParameter } from './regularizer.ts';
import { squaredCv, varianceParameter } from './squared-cv.ts';

/** Deviations further away are certain anyhow, and infinite where k = E. */
const FURTHEST = 1e6;

export const load = defineRegularizer({
  id: 'load',
  name: 'Load',
  explanation:
    'Pushes a noisy gate to send all experts the same number of samples, as expected over its noise. For noisy top-k alone.',
  papers: [shazeer2017, vMoe],
  needsNoise: true,
  parameters: {
    strength: strengthParameter(0.1, 'Shazeer et al. use 0.1 beside an importance of 0.1.', 'Strength w'),
    variance: varianceParameter,
  },
  build: ({ strength, variance }) => ({
    penalty: ({ forward: { scores, decided } }) => {
      const { logits, deviation } = scores;
      const { thresholds } = decided.constants;
      if (deviation === undefined || thresholds === undefined) return tf.scalar(0);
      const margins = tf.div<tf.Tensor2D>(tf.sub(logits, tf.maximum(thresholds, -FURTHEST)), deviation);
      return tf.mul(squaredCv(tf.sum(normalCdf(margins), 0), variance), strength);
    },
  }),
});

/** Φ(z) = (1 + erf(z/√2))/2. */
function normalCdf(z: tf.Tensor2D): tf.Tensor2D {
  return tf.div(tf.add(tf.erf(tf.mul(z, Math.SQRT1_2)), 1), 2);
}
