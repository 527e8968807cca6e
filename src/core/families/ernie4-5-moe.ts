/**
 * The models that see have a second set of experts for what they see, numbered on from those for text, and a router for
 * each, transposed. (transformers, models/ernie4_5_moe)
 */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

const layout = defineLayout('ernie4-5-moe', [
  { role: 'vector', name: 'mlp.moe_statics.e_score_correction_bias' },
  { role: 'vector', name: 'mlp.gate.moe_statics.e_score_correction_bias' },
  // beside `mlp.gate.weight` for text; both [hidden, experts]
  { role: 'router', name: 'mlp.gate.weight_1', axes: ['in', 'expert'] },
]);

export const ernie45Moe = defineFamily({
  id: 'ernie4_5_moe',
  name: 'ERNIE 4.5',
  modelTypes: ['ernie4_5_moe', 'ernie4_5_vl_moe', 'ernie4_5_moe_vl'],
  architectures: ['Ernie4_5_MoeForCausalLM', 'Ernie4_5_VLMoeForConditionalGeneration'],
  gguf: { architectures: ['ernie4_5-moe'] },
  layouts: [layout, perExpertMlp],
  has: ['mlp.shared_experts.gate_proj', 'mlp.moe_statics.e_score_correction_bias'],
});
