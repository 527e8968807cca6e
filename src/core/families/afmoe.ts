import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

const layout = defineLayout('afmoe', [
  { role: 'router', name: 'mlp.router.gate', axes: ['expert', 'in'] },
  { role: 'vector', name: 'mlp.expert_bias' },
]);

export const afmoe = defineFamily({
  id: 'afmoe',
  name: 'Trinity (AFMoE)',
  modelTypes: ['afmoe'],
  architectures: ['AfmoeForCausalLM'],
  gguf: { architectures: ['afmoe'] },
  layouts: [layout, perExpertMlp],
  has: ['pre_mlp_layernorm', 'mlp.router.gate'],
});
