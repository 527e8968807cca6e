/** A vision tower before DeepSeek-V3's language model, whose names it keeps. */
import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

export const kimiVlK25 = defineFamily({
  id: 'kimi_vl_k25',
  name: 'Kimi-VL and Kimi K2.5',
  modelTypes: ['kimi_vl', 'kimi_k25'],
  architectures: ['KimiVLForConditionalGeneration', 'KimiK25ForConditionalGeneration'],
  layouts: [perExpertMlp],
  isNamedBySettings: true,
});
