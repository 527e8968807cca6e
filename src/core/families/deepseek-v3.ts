import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

export const deepseekV3 = defineFamily({
  id: 'deepseek_v3',
  name: 'DeepSeek-V3',
  modelTypes: ['deepseek_v3', 'deepseek_v32', 'kimi_k2', 'moonlight'],
  architectures: ['DeepseekV3ForCausalLM', 'DeepseekV32ForCausalLM'],
  gguf: { architectures: ['deepseek2'], has: ['exp_probs_b'] },
  layouts: [perExpertMlp],
  has: ['mlp.shared_experts.gate_proj', 'self_attn.kv_a_proj_with_mqa', 'mlp.gate.e_score_correction_bias'],
  lacks: ['self_attn.k_proj'],
});
