/**
 * Attention has experts too, with a router of its own: its expert 3 has nothing to do with expert 3 of the feed-forward
 * block, so they count as attention here. (transformers, models/jetmoe/modular_jetmoe.py)
 */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { parallelExperts } from './layouts/parallel-experts.ts';

const layout = defineLayout('jetmoe', [
  { role: 'other', name: '{self_attention|self_attn}.experts.router.layer' },
  { role: 'other', name: '{self_attention|self_attn}.experts.{input_linear|output_linear}' },
]);

export const jetmoe = defineFamily({
  id: 'jetmoe',
  name: 'JetMoE',
  modelTypes: ['jetmoe'],
  architectures: ['JetMoEForCausalLM', 'JetMoeForCausalLM'],
  layouts: [layout, parallelExperts],
  has: ['mlp.input_linear'],
});
