import { defineFamily } from './family.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

export const mimoV2Flash = defineFamily({
  id: 'mimo_v2_flash',
  name: 'MiMo-V2-Flash',
  modelTypes: ['mimo_v2_flash'],
  architectures: [],
  gguf: { architectures: ['mimo2'] },
  layouts: [perExpertMlp],
  has: ['mlp.gate.e_score_correction_bias', 'self_attn.attention_sink_bias'],
});
