/**
 * NLLB-200 and the MoE language models as fairseq saves them. Expert-parallel files call their own first expert 0 each.
 * (transformers, models/nllb_moe/convert_nllb_moe_sharded_original_checkpoint_to_pytorch.py)
 */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { ungatedNames } from './layouts/projection-names.ts';

const layout = defineLayout('fairseq-moe', [
  { role: 'router', name: 'moe_layer.gate.wg', axes: ['expert', 'in'] },
  { role: 'expert', name: 'moe_layer.experts.{expert}.{proj}', projections: ungatedNames },
]);

export const fairseqMoe = defineFamily({
  id: 'fairseq_moe',
  name: 'fairseq MoE',
  modelTypes: [],
  architectures: [],
  layouts: [layout],
});
