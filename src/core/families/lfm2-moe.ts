import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { numberedExperts } from './layouts/numbered-experts.ts';

const layout = defineLayout('lfm2-moe', [{ role: 'vector', name: 'feed_forward.expert_bias' }]);

export const lfm2Moe = defineFamily({
  id: 'lfm2_moe',
  name: 'LFM2-MoE',
  modelTypes: ['lfm2_moe'],
  architectures: ['Lfm2MoeForCausalLM'],
  gguf: { architectures: ['lfm2moe'] },
  layouts: [layout, numberedExperts],
  has: ['feed_forward.expert_bias'],
});
