import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

const layout = defineLayout('exaone-moe', [{ role: 'vector', name: 'mlp.e_score_correction_bias' }]);

export const exaoneMoe = defineFamily({
  id: 'exaone_moe',
  name: 'EXAONE-MoE',
  modelTypes: ['exaone_moe'],
  architectures: ['ExaoneMoEForCausalLM'],
  gguf: { architectures: ['exaone-moe'] },
  layouts: [layout, perExpertMlp],
  has: ['mlp.shared_experts.gate_proj', 'mlp.e_score_correction_bias'],
});
