import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { gatedNames } from './layouts/projection-names.ts';

const layout = defineLayout('step3p5', [
  { role: 'router', name: 'moe.gate', axes: ['expert', 'in'] },
  { role: 'vector', name: 'moe.router_bias' },
  { role: 'expert', name: 'moe.{proj}', projections: gatedNames, axes: ['expert', 'out', 'in'] },
  { role: 'shared-expert', name: 'share_expert.{proj}', projections: gatedNames },
]);

export const step3p5 = defineFamily({
  id: 'step3p5',
  name: 'Step-3.5-Flash',
  modelTypes: ['step3p5'],
  architectures: [],
  gguf: { architectures: ['step35'] },
  layouts: [layout],
});
