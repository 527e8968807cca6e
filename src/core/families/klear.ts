import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

const layout = defineLayout('klear', [
  { role: 'vector', name: 'mlp.expert_bias' },
  // [2, hidden]: how routed and shared experts are mixed, a routing decision
  { role: 'router', name: 'mlp.coefficient' },
]);

export const klear = defineFamily({
  id: 'klear',
  name: 'Klear',
  modelTypes: ['Klear', 'klear'],
  architectures: [],
  layouts: [layout, perExpertMlp],
  has: ['mlp.coefficient', 'mlp.expert_bias'],
});
