/** Importance: Shazeer et al., arXiv 1701.06538; as the baseline of arXiv 2302.14703, there with the unbiased variance. */
import { krishnamurthy2023, shazeer2017 } from '../papers.ts';
import * as tf from '../tf.ts';
import { defineRegularizer, strengthParameter } from './regularizer.ts';
import { squaredCv, varianceParameter } from './squared-cv.ts';

export const importance = defineRegularizer({
  id: 'importance',
  name: 'Importance',
  explanation: 'Pushes the gate to give all experts the same sum of gate values over a batch.',
  papers: [shazeer2017, krishnamurthy2023],
  parameters: {
    strength: strengthParameter(0.1, 'Shazeer et al. use 0.1, Krishnamurthy et al. 0.2 to 1.', 'Strength w'),
    variance: varianceParameter,
  },
  build: ({ strength, variance }) => ({
    penalty: ({ forward: { gates } }) => tf.mul(squaredCv(tf.sum(gates, 0), variance), strength),
  }),
});
