import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';
import { queryNormSpansHeads } from './evidence/query-norm.ts';

export const flexOlmo = defineFamily({
  id: 'flex_olmo',
  name: 'FlexOlmo',
  modelTypes: ['flex_olmo'],
  architectures: ['FlexOlmoForCausalLM'],
  layouts: [perExpertMlp],
  has: ['self_attn.q_norm', 'post_feedforward_layernorm'],
  lacks: ['mlp.shared_expert_gate', 'mlp.shared_experts.gate_proj', 'mlp.gate.e_score_correction_bias'],
  fits: queryNormSpansHeads,
});
