/**
 * gpt-oss. In bf16, [experts, in, 2 · out] with gate in the even columns and up in the odd ones. As MXFP4, the
 * same names with `_blocks` and `_scales`. OpenAI's own files call them mlp1 and mlp2 and keep [experts, out, in].
 * (transformers, models/gpt_oss; openai/gpt-oss, gpt_oss/torch/weights.py)
 */
import { defineLayout } from '../layout.ts';

export const gptOssFused = defineLayout('gpt-oss-fused', [
  { role: 'router', name: 'mlp.{router|gate}', axes: ['expert', 'in'] },
  {
    role: 'expert',
    name: 'mlp.experts.gate_up_proj',
    projection: 'gateUp',
    axes: ['expert', 'in', 'out'],
    split: 'interleaved',
  },
  { role: 'expert', name: 'mlp.experts.down_proj', projection: 'down', axes: ['expert', 'in', 'out'] },
  {
    role: 'expert',
    name: 'mlp.mlp1_weight',
    projection: 'gateUp',
    axes: ['expert', 'out', 'in'],
    split: 'interleaved',
  },
  { role: 'expert', name: 'mlp.mlp2_weight', projection: 'down', axes: ['expert', 'out', 'in'] },
  {
    role: 'vector',
    name: 'mlp.mlp1_bias',
    projection: 'gateUp',
    axes: ['expert', 'out'],
    split: 'interleaved',
  },
  { role: 'vector', name: 'mlp.mlp2_bias', projection: 'down', axes: ['expert', 'out'] },
]);
