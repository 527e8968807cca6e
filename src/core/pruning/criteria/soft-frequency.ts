import type { AlignedTrace } from '../aligned-trace.ts';
import type { Criterion } from '../criterion.ts';
import type { PlanBasis } from '../plan-basis.ts';
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
  source:
    'A trace with router logits or probabilities of all experts, such as those of transformers, or the trace of a run that was trained here.',
  scores: (basis) =>
    scoresOfTrace(basis, {
      what: 'probabilities of all experts',
      find: (trace) => sharesByLayer(probabilitySums(trace, basis), basis.grid.columns.length),
    }),
} as const satisfies Criterion;

/** Added up here from all tokens, or by the producer. */
function probabilitySums(trace: AlignedTrace, basis: PlanBasis): Float64Array {
  const sums = layerValues(trace, basis, { of: ({ gates }) => gates?.importance ?? null });
  const isTold = sums.some((value) => !Number.isNaN(value));
  return (isTold ? null : trace.table('probability_sum')) ?? sums;
}
