import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

export const dots1 = defineFamily({
  id: 'dots1',
  name: 'dots.llm1',
  modelTypes: ['dots1'],
  architectures: ['Dots1ForCausalLM'],
  gguf: { architectures: ['dots1'] },
  layouts: [perExpertMlp],
  has: ['mlp.shared_experts.gate_proj', 'mlp.gate.e_score_correction_bias', 'self_attn.q_norm'],
  lacks: ['self_attn.kv_a_proj_with_mqa', 'self_attn.q_proj.bias'],
});
