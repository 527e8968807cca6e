import type { Criterion } from '../criterion.ts';
import { layerValues, scoresOfTrace, sharesByLayer } from './trace-scores.ts';

export const softFrequency = {
  id: 'soft-frequency',
  name: 'Soft frequency',
  formula: 'Σₓ pᵢ(x) ⁄ T',
  explanation: 'The mean probability that the gate gives the expert, chosen or not.',
  reference: {
    text: 'soft counts of SEER-MoE, arXiv 2404.05089',
    href: 'https://arxiv.org/abs/2404.05089',
  },
  needs: 'trace',
  source: 'A trace with router logits or probabilities of all experts, such as those of transformers.',
  scores: (basis) =>
    scoresOfTrace(basis, {
      what: 'probabilities of all experts',
      find: (trace) =>
        sharesByLayer(
          layerValues(trace, basis, { of: ({ gates }) => gates?.importance ?? null }),
          basis.grid.columns.length,
        ),
    }),
} as const satisfies Criterion;
