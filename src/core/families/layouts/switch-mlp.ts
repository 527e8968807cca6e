/** Switch Transformers in transformers: experts inside T5 blocks, `encoder.block.1.layer.1.mlp.experts.expert_7.wi`. */
import { defineLayout } from '../layout.ts';
import { t5Names } from './projection-names.ts';

export const switchMlp = defineLayout('switch-mlp', [
  { role: 'router', name: 'layer.{n}.mlp.router.classifier', axes: ['expert', 'in'] },
  { role: 'expert', name: 'layer.{n}.mlp.experts.expert_{expert}.{proj}', projections: t5Names },
]);
