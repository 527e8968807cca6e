import { seededRandom } from '../../random.ts';
import type { Criterion } from '../criterion.ts';

export const byLot = {
  id: 'random',
  name: 'By lot',
  formula: 'uniform at random, by the seed',
  explanation:
    'What every criterion has to beat. The figures beside it are means and deviations over all lots, not over a few.',
  reference: { text: 'a baseline' },
  needs: 'nothing',
  source: 'Nothing.',
  scores: ({ grid }, { seed }) => {
    const random = seededRandom(seed);
    const size = grid.layers.length * grid.columns.length;
    return { values: Float64Array.from({ length: size }, () => random.uniform()) };
  },
} as const satisfies Criterion;
