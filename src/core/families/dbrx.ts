import { defineFamily } from './family.ts';
import { megablocksRows } from './layouts/megablocks-rows.ts';

export const dbrx = defineFamily({
  id: 'dbrx',
  name: 'DBRX',
  modelTypes: ['dbrx'],
  architectures: ['DbrxForCausalLM'],
  gguf: { architectures: ['dbrx'] },
  layouts: [megablocksRows],
  has: ['norm_attn_norm.attn.Wqkv'],
});
