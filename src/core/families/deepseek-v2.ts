import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

export const deepseekV2 = defineFamily({
  id: 'deepseek_v2',
  name: 'DeepSeek-V2',
  modelTypes: ['deepseek_v2', 'deepseek_vl_v2'],
  architectures: ['DeepseekV2ForCausalLM'],
  gguf: { architectures: ['deepseek2', 'deepseek2-ocr'], lacks: ['exp_probs_b'] },
  layouts: [perExpertMlp],
  has: ['mlp.shared_experts.gate_proj', 'self_attn.kv_a_proj_with_mqa'],
  lacks: ['self_attn.k_proj', 'mlp.gate.e_score_correction_bias'],
});
