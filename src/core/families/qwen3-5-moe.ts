/** Fused on the hub with the inputs last, [experts, 2 · out, in]: the other way round than Qwen3-VL-MoE. */
import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

export const qwen35Moe = defineFamily({
  id: 'qwen3_5_moe',
  name: 'Qwen3.5-MoE',
  modelTypes: ['qwen3_5_moe', 'qwen3_5_moe_text'],
  architectures: ['Qwen3_5MoeForConditionalGeneration'],
  gguf: { architectures: ['qwen35moe'] },
  layouts: [perExpertMlp],
  has: ['mlp.shared_expert.gate_proj', 'mlp.shared_expert_gate', 'linear_attn.in_proj_qkv'],
});
