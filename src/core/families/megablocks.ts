/** dMoE layers of MegaBlocks, as in nomic-embed-text-v2-moe. */
import { defineFamily } from './family.ts';
import { megablocksRows } from './layouts/megablocks-rows.ts';

export const megablocks = defineFamily({
  id: 'megablocks',
  name: 'MegaBlocks',
  modelTypes: ['nomic_bert'],
  architectures: [],
  gguf: { architectures: ['nomic-bert-moe'] },
  layouts: [megablocksRows],
  lacks: ['norm_attn_norm.attn.Wqkv'],
});
