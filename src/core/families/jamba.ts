import { defineFamily } from './family.ts';
import { feedForwardExperts } from './layouts/feed-forward-experts.ts';

export const jamba = defineFamily({
  id: 'jamba',
  name: 'Jamba',
  modelTypes: ['jamba'],
  architectures: ['JambaForCausalLM'],
  gguf: { architectures: ['jamba'] },
  layouts: [feedForwardExperts],
  has: ['mamba.in_proj'],
  lacks: ['feed_forward.shared_expert.gate_proj'],
});
