/** GLM-4.5 to 5. The lite and sparse-attention models have names just as DeepSeek-V3 has; config.json tells them. */
import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

export const glm4Moe = defineFamily({
  id: 'glm4_moe',
  name: 'GLM-4.5',
  modelTypes: ['glm4_moe', 'glm4_moe_lite', 'glm4v_moe', 'glm_moe_dsa'],
  architectures: [
    'Glm4MoeForCausalLM',
    'Glm4MoeLiteForCausalLM',
    'Glm4vMoeForConditionalGeneration',
    'GlmMoeDsaForCausalLM',
  ],
  gguf: { architectures: ['glm4moe', 'glm-dsa'] },
  layouts: [perExpertMlp],
  has: ['mlp.shared_experts.gate_proj', 'mlp.gate.e_score_correction_bias', 'self_attn.q_proj.bias'],
  lacks: ['self_attn.kv_a_proj_with_mqa'],
});
