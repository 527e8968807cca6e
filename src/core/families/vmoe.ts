/** V-MoE in Flax. (google-research/vmoe, vmoe/nn/vit_moe.py) */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';

const layout = defineLayout('vmoe', [
  { role: 'router', name: 'Moe.Router.dense', axes: ['in', 'expert'] },
  {
    role: 'expert',
    name: 'Moe.Mlp.{proj}',
    projections: { Dense_0: 'up', Dense_1: 'down' },
    axes: ['expert', 'in', 'out'],
  },
]);

export const vmoe = defineFamily({
  id: 'vmoe',
  name: 'V-MoE',
  modelTypes: [],
  architectures: [],
  layouts: [layout],
});
