import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

export const deepseekMoe = defineFamily({
  id: 'deepseek_moe',
  name: 'DeepSeekMoE',
  modelTypes: ['deepseek'],
  architectures: ['DeepseekForCausalLM'],
  gguf: { architectures: ['deepseek'] },
  layouts: [perExpertMlp],
  has: ['mlp.shared_experts.gate_proj', 'self_attn.k_proj'],
  lacks: ['self_attn.kv_a_proj_with_mqa', 'mlp.gate.e_score_correction_bias', 'self_attn.q_norm'],
});
