/**
 * IBM's ParallelExperts: one stack [experts, out, in] for gate and up, one for down.
 * (transformers, models/granitemoe/modeling_granitemoe.py, models/jetmoe/modular_jetmoe.py)
 */
import { defineLayout } from '../layout.ts';

const down = { projection: 'down' } as const;
const gateUp = { projection: 'gateUp', split: 'halves' } as const;

export const parallelExperts = defineLayout('parallel-experts', [
  { role: 'router', name: '{block_sparse_moe|mlp}.router.layer', axes: ['expert', 'in'] },
  {
    role: 'expert',
    name: '{block_sparse_moe|mlp}.input_linear',
    axes: ['expert', 'out', 'in'],
    ...gateUp,
  },
  { role: 'expert', name: '{block_sparse_moe|mlp}.output_linear', axes: ['expert', 'out', 'in'], ...down },
  { role: 'shared-expert', name: 'shared_mlp.input_linear', axes: ['out', 'in'], ...gateUp },
  { role: 'shared-expert', name: 'shared_mlp.output_linear', ...down },
]);
