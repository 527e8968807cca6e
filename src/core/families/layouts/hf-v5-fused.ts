/**
 * What transformers 5 holds in memory for nearly every family, on disk where a model is saved as it is or was
 * born so: gate above up in one [experts, 2 · out, in], down in [experts, out, in].
 * (transformers, src/transformers/conversion_mapping.py)
 */
import { defineLayout } from '../layout.ts';

export const hfV5Fused = defineLayout('hf-v5-fused', [
  { role: 'router', name: 'mlp.gate', axes: ['expert', 'in'] },
  {
    role: 'expert',
    name: '{mlp|feed_forward}.experts.gate_up_proj',
    projection: 'gateUp',
    axes: ['expert', 'out', 'in'],
    split: 'halves',
  },
  {
    role: 'expert',
    name: '{mlp|feed_forward}.experts.down_proj',
    projection: 'down',
    axes: ['expert', 'out', 'in'],
  },
]);
