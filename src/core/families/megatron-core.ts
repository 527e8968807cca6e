import { defineFamily } from './family.ts';
import { megatronCore } from './layouts/megatron-core.ts';

export const megatronCoreMoe = defineFamily({
  id: 'megatron_core',
  name: 'Megatron-Core MoE',
  modelTypes: [],
  architectures: [],
  layouts: [megatronCore],
  has: ['self_attention.linear_proj'],
});
