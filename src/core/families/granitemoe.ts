import { defineFamily } from './family.ts';
import { parallelExperts } from './layouts/parallel-experts.ts';

export const granitemoe = defineFamily({
  id: 'granitemoe',
  name: 'Granite-MoE',
  modelTypes: ['granitemoe', 'granitemoeshared', 'granitemoehybrid'],
  architectures: ['GraniteMoeForCausalLM', 'GraniteMoeSharedForCausalLM', 'GraniteMoeHybridForCausalLM'],
  gguf: { architectures: ['granitemoe', 'granitehybrid'] },
  layouts: [parallelExperts],
  has: ['block_sparse_moe.input_linear'],
});
