import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

const layout = defineLayout('aria', [
  { role: 'router', name: 'mlp.router', axes: ['expert', 'in'] },
  {
    role: 'expert',
    name: 'mlp.experts.fc1',
    projection: 'gateUp',
    axes: ['expert', 'in', 'out'],
    split: 'halves',
  },
  { role: 'expert', name: 'mlp.experts.fc2', projection: 'down', axes: ['expert', 'in', 'out'] },
]);

export const aria = defineFamily({
  id: 'aria',
  name: 'Aria',
  modelTypes: ['aria', 'aria_text', 'aria_moe_lm'],
  architectures: ['AriaForConditionalGeneration'],
  layouts: [layout, perExpertMlp],
  has: ['mlp.experts.fc1', 'mlp.experts.fc2'],
});
