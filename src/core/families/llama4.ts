import { defineFamily } from './family.ts';
import { inputFirstFused } from './layouts/input-first-fused.ts';
import { feedForwardExperts } from './layouts/feed-forward-experts.ts';

export const llama4 = defineFamily({
  id: 'llama4',
  name: 'Llama 4',
  modelTypes: ['llama4', 'llama4_text'],
  architectures: ['Llama4ForConditionalGeneration', 'Llama4ForCausalLM'],
  gguf: { architectures: ['llama4'] },
  layouts: [inputFirstFused, feedForwardExperts],
  has: ['feed_forward.router', 'feed_forward.shared_expert.gate_proj'],
  lacks: ['mamba.in_proj'],
});
