import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

export const qwen2Moe = defineFamily({
  id: 'qwen2_moe',
  name: 'Qwen2-MoE',
  modelTypes: ['qwen2_moe'],
  architectures: ['Qwen2MoeForCausalLM'],
  gguf: { architectures: ['qwen2moe'] },
  layouts: [perExpertMlp],
  has: ['mlp.shared_expert.gate_proj', 'mlp.shared_expert_gate'],
  lacks: ['self_attn.q_norm', 'linear_attn.out_proj'],
});
