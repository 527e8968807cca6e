/** Switch, ST-MoE and OpenMoE as T5X and flaxformer trained them: matrices lie [in, out]. */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { t5Names } from './layouts/projection-names.ts';

const layout = defineLayout('t5x-flaxformer', [
  { role: 'router', name: 'mlp.router.router_weights.w', axes: ['in', 'expert'] },
  { role: 'expert', name: 'mlp.expert.{proj}', projections: t5Names, axes: ['expert', 'in', 'out'] },
]);

export const t5xFlaxformer = defineFamily({
  id: 't5x_flaxformer',
  name: 'T5X MoE',
  modelTypes: [],
  architectures: [],
  layouts: [layout],
});
