import type { Criterion } from '../criterion.ts';
import { scoresOfTrace, sumsOrMeans } from './trace-scores.ts';

export const weightedEan = {
  id: 'weighted-ean',
  name: 'Weighted EAN',
  formula: 'Σₓ gᵢ(x) ‖fᵢ(x)‖₂ over tokens that chose i',
  explanation: 'How much of the expert’s output reaches the layer’s output, over all tokens.',
  reference: { text: 'REAP’s repository', href: 'https://github.com/CerebrasResearch/reap' },
  needs: 'trace',
  source:
    'The trace of a run that was trained here (saved anew, if an earlier version saved it), REAP’s observations, llama.cpp’s expert profile, or a table of “weighted_ean_sum” or “reap” by layer and expert.',
  scores: (basis) =>
    scoresOfTrace(basis, {
      what: 'what outputs of experts come to behind the gate',
      find: (trace) => sumsOrMeans(trace, basis, { wanted: 'sum', sum: 'weighted_ean_sum', mean: 'reap' }),
    }),
} as const satisfies Criterion;
