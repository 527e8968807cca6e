import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { blockSparseMoe } from './layouts/block-sparse-moe.ts';

const layout = defineLayout('phimoe', [
  // as transformers 5 holds it
  { role: 'router', name: 'mlp.router', axes: ['expert', 'in'] },
]);

export const phimoe = defineFamily({
  id: 'phimoe',
  name: 'Phi-3.5-MoE',
  modelTypes: ['phimoe'],
  architectures: ['PhiMoEForCausalLM', 'PhimoeForCausalLM'],
  gguf: { architectures: ['phimoe'] },
  layouts: [layout, blockSparseMoe],
  has: ['input_layernorm.bias'],
});
