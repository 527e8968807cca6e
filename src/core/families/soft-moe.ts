/** Soft MoE in Flax. (google-research/vmoe, vmoe/projects/soft_moe/router.py) */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';

const layout = defineLayout('soft-moe', [
  // [hidden, experts, slots]: every expert takes a mixture of all tokens
  { role: 'router', name: 'Moe.Router.mu', axes: ['in', 'expert'] },
  {
    role: 'expert',
    name: 'Moe.Mlp.{proj}',
    projections: { Dense_0: 'up', Dense_1: 'down' },
    axes: ['expert', 'in', 'out'],
  },
]);

export const softMoe = defineFamily({
  id: 'soft_moe',
  name: 'Soft MoE',
  modelTypes: [],
  architectures: [],
  layouts: [layout],
});
