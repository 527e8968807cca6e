import type { Criterion } from '../criterion.ts';
import { countsOf, scoresOfTrace, sharesByLayer } from './trace-scores.ts';

export const frequency = {
  id: 'frequency',
  name: 'Frequency',
  formula: 'nᵢ ⁄ Σn',
  explanation:
    'How often the expert was chosen. Experts that a text of another kind would need look useless by it; in REAP’s comparison it does worst of the criteria that see outputs.',
  reference: {
    text: 'hard counts of SEER-MoE, arXiv 2404.05089',
    href: 'https://arxiv.org/abs/2404.05089',
  },
  needs: 'trace',
  source: 'A trace with choices or counts: nearly every producer in the README’s list.',
  scores: (basis) =>
    scoresOfTrace(basis, {
      what: 'how often experts were chosen',
      find: (trace) => sharesByLayer(countsOf(trace, basis), basis.grid.columns.length),
    }),
} as const satisfies Criterion;
