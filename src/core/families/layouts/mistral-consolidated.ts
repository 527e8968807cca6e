/**
 * Mistral's own files (`consolidated.*`). v0.1 has the experts' rows one below the other, the third matrix
 * transposed so that all three are [experts · ffn, hidden]; v0.3 has one matrix an expert.
 */
import { defineLayout } from '../layout.ts';
import { numberedNames } from './projection-names.ts';

export const mistralConsolidated = defineLayout('mistral-consolidated', [
  {
    role: 'expert',
    name: 'block_sparse_moe.{proj}',
    projections: numberedNames,
    axes: ['expert-rows', 'in'],
  },
  { role: 'router', name: 'feed_forward.gate', axes: ['expert', 'in'] },
  { role: 'expert', name: 'feed_forward.experts.{expert}.{proj}', projections: numberedNames },
]);
