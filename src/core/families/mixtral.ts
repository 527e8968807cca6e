import { defineFamily } from './family.ts';
import { blockSparseMoe } from './layouts/block-sparse-moe.ts';
import { mistralConsolidated } from './layouts/mistral-consolidated.ts';

export const mixtral = defineFamily({
  id: 'mixtral',
  name: 'Mixtral',
  modelTypes: ['mixtral'],
  architectures: ['MixtralForCausalLM'],
  gguf: { architecture: 'llama' },
  layouts: [blockSparseMoe, mistralConsolidated],
  lacks: ['mlp.shared_expert_gate', 'mlp.shared_experts.gate_proj', 'self_attn.q_norm'],
});
