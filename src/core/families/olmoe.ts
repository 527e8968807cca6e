import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';
import { queryNormSpansHeads } from './evidence/query-norm.ts';

export const olmoe = defineFamily({
  id: 'olmoe',
  name: 'OLMoE',
  modelTypes: ['olmoe'],
  architectures: ['OlmoeForCausalLM'],
  gguf: { architectures: ['olmoe'] },
  layouts: [perExpertMlp],
  has: ['self_attn.q_norm'],
  lacks: [
    'post_feedforward_layernorm',
    'mlp.shared_expert_gate',
    'mlp.shared_experts.gate_proj',
    'mlp.gate.e_score_correction_bias',
  ],
  fits: queryNormSpansHeads,
});
