/** One matrix an expert and projection under `block_sparse_moe`: Mixtral's names. */
import { defineLayout } from '../layout.ts';
import { numberedNames } from './projection-names.ts';

export const blockSparseMoe = defineLayout('block-sparse-moe', [
  { role: 'router', name: 'block_sparse_moe.gate', axes: ['expert', 'in'] },
  { role: 'expert', name: 'block_sparse_moe.experts.{expert}.{proj}', projections: numberedNames },
]);
