import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { ungatedNames } from './layouts/projection-names.ts';

const layout = defineLayout('nllb-moe', [
  { role: 'router', name: 'ffn.router.classifier', axes: ['expert', 'in'] },
  { role: 'expert', name: 'ffn.experts.expert_{expert}.{proj}', projections: ungatedNames },
]);

export const nllbMoe = defineFamily({
  id: 'nllb_moe',
  name: 'NLLB-MoE',
  modelTypes: ['nllb-moe', 'nllb_moe'],
  architectures: ['NllbMoeForConditionalGeneration'],
  layouts: [layout],
  topK: 2,
});
