/** Two stacks with experts of their own, a thinker and a talker; layers are told apart by them. */
import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

export const qwen3OmniMoe = defineFamily({
  id: 'qwen3_omni_moe',
  name: 'Qwen3-Omni-MoE',
  modelTypes: ['qwen3_omni_moe', 'qwen3_omni_moe_thinker'],
  architectures: ['Qwen3OmniMoeForConditionalGeneration'],
  layouts: [perExpertMlp],
  has: ['self_attn.q_norm', 'thinker.model.embed_tokens'],
});
