import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';
import { queryNormSpansHeads } from './evidence/query-norm.ts';

export const qwen3Moe = defineFamily({
  id: 'qwen3_moe',
  name: 'Qwen3-MoE',
  modelTypes: ['qwen3_moe', 'mellum', 'llada_moe', 'rnd1'],
  architectures: ['Qwen3MoeForCausalLM', 'LLaDAMoEModelLM', 'RND1'],
  gguf: { architectures: ['qwen3moe', 'llada-moe', 'rnd1'] },
  layouts: [perExpertMlp],
  has: ['self_attn.q_norm'],
  lacks: [
    'thinker.model.embed_tokens',
    'mlp.shared_expert_gate',
    'mlp.shared_experts.gate_proj',
    'mlp.gate.e_score_correction_bias',
  ],
  fits: (seen) => {
    const spansHeads = queryNormSpansHeads(seen);
    return spansHeads === null ? null : !spansHeads;
  },
});
