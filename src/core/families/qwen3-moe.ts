import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';
import { queryNormSpansHeads } from './evidence/query-norm.ts';

export const qwen3Moe = defineFamily({
  id: 'qwen3_moe',
  name: 'Qwen3-MoE',
  modelTypes: ['qwen3_moe'],
  architectures: ['Qwen3MoeForCausalLM'],
  gguf: { architecture: 'qwen3moe' },
  layouts: [perExpertMlp],
  has: ['self_attn.q_norm'],
  lacks: ['mlp.shared_expert_gate', 'mlp.shared_experts.gate_proj', 'mlp.gate.e_score_correction_bias'],
  fits: (seen) => {
    const spansHeads = queryNormSpansHeads(seen);
    return spansHeads === null ? null : !spansHeads;
  },
});
