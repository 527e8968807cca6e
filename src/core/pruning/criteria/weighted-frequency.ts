import type { AlignedTrace } from '../aligned-trace.ts';
import type { Criterion } from '../criterion.ts';
import type { PlanBasis } from '../plan-basis.ts';
import { layerValues, scoresOfTrace, sharesByLayer, sumsOrMeans } from './trace-scores.ts';

export const weightedFrequency = {
  id: 'weighted-frequency',
  name: 'Weighted frequency',
  formula: 'Σₓ gᵢ(x) over tokens that chose i',
  explanation: 'As frequency, but a choice counts as much as the gate weighs it.',
  reference: { text: 'REAP’s repository', href: 'https://github.com/CerebrasResearch/reap' },
  needs: 'trace',
  source: 'A trace with the weights of chosen experts, or REAP’s observations.',
  scores: (basis) =>
    scoresOfTrace(basis, {
      what: 'what chosen experts are weighted by',
      find: (trace) => {
        const sums = weightSums(trace, basis);
        return sums === null ? null : sharesByLayer(sums, basis.grid.columns.length);
      },
    }),
} as const satisfies Criterion;

function weightSums(trace: AlignedTrace, basis: PlanBasis): Float64Array | null {
  const sums = layerValues(trace, basis, { of: ({ weightSums }) => weightSums });
  if (sums.some((value) => !Number.isNaN(value))) return sums;
  return sumsOrMeans(trace, basis, {
    wanted: 'sum',
    sum: 'weighted_expert_frequency_sum',
    mean: 'avg_gate_weight',
  });
}
