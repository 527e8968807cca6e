import { defineFamily } from './family.ts';
import { inputFirstFused } from './layouts/input-first-fused.ts';
import { isInputFirst } from './evidence/input-first.ts';

export const qwen3VlMoe = defineFamily({
  id: 'qwen3_vl_moe',
  name: 'Qwen3-VL-MoE',
  modelTypes: ['qwen3_vl_moe', 'qwen3_vl_moe_text'],
  architectures: ['Qwen3VLMoeForConditionalGeneration'],
  gguf: { architectures: ['qwen3vlmoe'] },
  layouts: [inputFirstFused],
  has: ['self_attn.q_norm', 'mlp.experts.gate_up_proj'],
  lacks: ['mlp.shared_expert_gate'],
  fits: isInputFirst,
});
