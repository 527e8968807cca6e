import { defineFamily } from './family.ts';
import { switchMlp } from './layouts/switch-mlp.ts';

export const switchTransformers = defineFamily({
  id: 'switch_transformers',
  name: 'Switch Transformers',
  modelTypes: ['switch_transformers'],
  architectures: ['SwitchTransformersForConditionalGeneration'],
  layouts: [switchMlp],
  has: ['layer.#.mlp.router.classifier', 'layer.#.SelfAttention.q'],
  topK: 1,
});
