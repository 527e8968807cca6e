import { defineFamily } from './family.ts';
import { blockSparseMoe } from './layouts/block-sparse-moe.ts';

export const grok2 = defineFamily({
  id: 'grok2',
  name: 'Grok-2',
  modelTypes: ['grok-2', 'grok', 'git'],
  architectures: [],
  gguf: { architectures: ['grok'], has: ['ffn_up'] },
  layouts: [blockSparseMoe],
  has: ['pre_moe_norm', 'post_moe_norm'],
});
