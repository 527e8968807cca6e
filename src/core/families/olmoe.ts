import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';
import { queryNormSpansHeads } from './evidence/query-norm.ts';

export const olmoe = defineFamily({
  id: 'olmoe',
  name: 'OLMoE',
  modelTypes: ['olmoe'],
  architectures: ['OlmoeForCausalLM'],
  gguf: { architecture: 'olmoe' },
  layouts: [perExpertMlp],
  has: ['self_attn.q_norm'],
  lacks: ['mlp.shared_expert_gate', 'mlp.shared_experts.gate_proj', 'mlp.gate.e_score_correction_bias'],
  fits: queryNormSpansHeads,
});
