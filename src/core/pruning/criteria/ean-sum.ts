import type { Criterion } from '../criterion.ts';
import { scoresOfTrace, sumsOrMeans } from './trace-scores.ts';

export const eanSum = {
  id: 'ean-sum',
  name: 'EAN, sum',
  formula: 'Σₓ ‖fᵢ(x)‖₂ over tokens that chose i',
  explanation:
    'Expert activation norm: how much the expert puts out over all tokens that chose it, whatever the gate makes of it.',
  reference: { text: 'REAP’s repository', href: 'https://github.com/CerebrasResearch/reap' },
  needs: 'trace',
  source:
    'The trace of a run that was trained here (saved anew, if an earlier version saved it), REAP’s observations, llama.cpp’s expert profile, or a table of “ean_sum” or “ean_mean” by layer and expert.',
  scores: (basis) =>
    scoresOfTrace(basis, {
      what: 'how large the outputs of experts are',
      find: (trace) => sumsOrMeans(trace, basis, { wanted: 'sum', sum: 'ean_sum', mean: 'ean_mean' }),
    }),
} as const satisfies Criterion;
