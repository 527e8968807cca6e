import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

export const qwen3Next = defineFamily({
  id: 'qwen3_next',
  name: 'Qwen3-Next',
  modelTypes: ['qwen3_next'],
  architectures: ['Qwen3NextForCausalLM'],
  gguf: { architectures: ['qwen3next'] },
  layouts: [perExpertMlp],
  has: ['mlp.shared_expert.gate_proj', 'mlp.shared_expert_gate', 'linear_attn.in_proj_qkvz'],
});
