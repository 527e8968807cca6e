import type { Criterion } from '../criterion.ts';
import { scoresOfTrace, sumsOrMeans } from './trace-scores.ts';

export const reap = {
  id: 'reap',
  name: 'REAP',
  formula: 'mean of gᵢ(x) ‖fᵢ(x)‖₂ over tokens that chose i',
  explanation:
    'Router-weighted expert activation: how much of the expert’s output reaches the layer’s, for a token that chose it. At half the experts it keeps most of what models can do, if the calibration texts are like those to come.',
  reference: { text: 'Lasby et al. 2025, arXiv 2510.13999', href: 'https://arxiv.org/abs/2510.13999' },
  needs: 'trace',
  source:
    'The trace of a run that was trained here (saved anew, if an earlier version saved it), REAP’s observations, llama.cpp’s expert profile, or a table of “weighted_ean_sum” or “reap” by layer and expert.',
  scores: (basis) =>
    scoresOfTrace(basis, {
      what: 'what outputs of experts come to behind the gate',
      find: (trace) => sumsOrMeans(trace, basis, { wanted: 'mean', sum: 'weighted_ean_sum', mean: 'reap' }),
    }),
} as const satisfies Criterion;
