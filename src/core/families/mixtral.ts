import { defineFamily } from './family.ts';
import { blockSparseMoe } from './layouts/block-sparse-moe.ts';
import { hfV5Fused } from './layouts/hf-v5-fused.ts';
import { mistralConsolidated } from './layouts/mistral-consolidated.ts';
import { numberedExperts } from './layouts/numbered-experts.ts';

export const mixtral = defineFamily({
  id: 'mixtral',
  name: 'Mixtral',
  modelTypes: ['mixtral'],
  architectures: ['MixtralForCausalLM'],
  gguf: { architectures: ['llama'] },
  layouts: [blockSparseMoe, hfV5Fused, mistralConsolidated, numberedExperts],
  lacks: [
    'mlp.shared_expert_gate',
    'mlp.shared_experts.gate_proj',
    'self_attn.q_norm',
    'input_layernorm.bias',
    'self_attn.output_gate',
    'pre_moe_norm',
  ],
  fits: (seen) => (seen.has('self_attn.o_proj') || seen.has('attention.wo') ? true : null),
});
