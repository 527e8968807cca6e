import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

const layout = defineLayout('laguna', [{ role: 'vector', name: 'mlp.experts.e_score_correction_bias' }]);

export const laguna = defineFamily({
  id: 'laguna',
  name: 'Laguna',
  modelTypes: ['laguna'],
  architectures: [],
  layouts: [layout, perExpertMlp],
  has: ['mlp.experts.e_score_correction_bias', 'mlp.shared_expert.gate_proj'],
});
