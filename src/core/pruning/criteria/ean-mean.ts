import type { Criterion } from '../criterion.ts';
import { scoresOfTrace, sumsOrMeans } from './trace-scores.ts';

export const eanMean = {
  id: 'ean-mean',
  name: 'EAN, mean',
  formula: 'mean of ‖fᵢ(x)‖₂ over tokens that chose i',
  explanation:
    'How much the expert puts out for a token that chose it: rarely chosen experts count as much as busy ones. Said to keep more of what a model can do in general.',
  reference: { text: 'MAN of arXiv 2606.15716', href: 'https://arxiv.org/abs/2606.15716' },
  needs: 'trace',
  source:
    'The trace of a run that was trained here (saved anew, if an earlier version saved it), REAP’s observations, llama.cpp’s expert profile, or a table of “ean_sum” or “ean_mean” by layer and expert.',
  scores: (basis) =>
    scoresOfTrace(basis, {
      what: 'how large the outputs of experts are',
      find: (trace) => sumsOrMeans(trace, basis, { wanted: 'mean', sum: 'ean_sum', mean: 'ean_mean' }),
    }),
} as const satisfies Criterion;
