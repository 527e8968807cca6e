import type { Criterion } from '../criterion.ts';
import { scoresOfWeights } from './weight-sums.ts';

export const aimer = {
  id: 'aimer',
  name: 'AIMER',
  formula: '− mean|w| ⁄ RMS(w) over all weights of the expert',
  explanation:
    'Experts whose weights are all of a size go first: random weights, which nothing was learned in, are spread as a bell curve and reach 0.798. It needs no data.',
  reference: { text: 'arXiv 2603.18492', href: 'https://arxiv.org/abs/2603.18492' },
  needs: 'weights',
  source: 'The scan of the checkpoint.',
  scores: (basis) =>
    scoresOfWeights(basis, ({ count, l1, sumSquares }) =>
      sumSquares > 0 ? -l1 / Math.sqrt(count * sumSquares) : 0,
    ),
} as const satisfies Criterion;
