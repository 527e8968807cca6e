/**
 * Gate and up in one [experts, in, 2 · out], down in [experts, in, out], used as x W: Llama 4 and, under `mlp`,
 * Qwen3-VL. transformers 5 keeps the transpose under the same names; which it is shows in the shape, and where the
 * shape does not tell, these axes are believed. (transformers, models/llama4/modeling_llama4.py, conversion_mapping.py)
 */
import { defineLayout } from '../layout.ts';

export const inputFirstFused = defineLayout('input-first-fused', [
  {
    role: 'expert',
    name: '{mlp|feed_forward}.experts.gate_up_proj',
    projection: 'gateUp',
    axes: ['expert', 'in', 'out'],
    split: 'halves',
  },
  {
    role: 'expert',
    name: '{mlp|feed_forward}.experts.down_proj',
    projection: 'down',
    axes: ['expert', 'in', 'out'],
  },
]);
