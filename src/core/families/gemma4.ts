import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { gatedNames } from './layouts/projection-names.ts';

const layout = defineLayout('gemma4', [
  { role: 'router', name: 'router.proj', axes: ['expert', 'in'] },
  { role: 'vector', name: 'router.per_expert_scale' },
  {
    role: 'expert',
    name: 'experts.gate_up_proj',
    projection: 'gateUp',
    axes: ['expert', 'out', 'in'],
    split: 'halves',
  },
  { role: 'expert', name: 'experts.down_proj', projection: 'down', axes: ['expert', 'out', 'in'] },
  // MLX
  {
    role: 'expert',
    name: 'experts.switch_glu.{proj}',
    projections: gatedNames,
    axes: ['expert', 'out', 'in'],
  },
]);

export const gemma4 = defineFamily({
  id: 'gemma4',
  name: 'Gemma 4',
  modelTypes: ['gemma4', 'gemma4_text'],
  architectures: [],
  gguf: { architectures: ['gemma4'] },
  layouts: [layout],
});
