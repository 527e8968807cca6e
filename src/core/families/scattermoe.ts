/**
 * Its gated experts have up before gate, unlike all others: `h, gates = experts(x).chunk(2)`.
 * (shawntan/scattermoe, scattermoe/mlp.py)
 */
import { defineFamily } from './family.ts';
import { defineLayout, type TensorRule } from './layout.ts';
import { parallelExperts } from './layouts/parallel-experts.ts';

const layout = defineLayout('scattermoe', [
  ...(['mlp', 'moe'] as const).flatMap((block): TensorRule[] => [
    {
      role: 'expert',
      name: `${block}.experts`,
      projection: 'gateUp',
      axes: ['expert', 'out', 'in'],
      split: 'up-first',
      gateOver: `${block}.output_experts`,
    },
    { role: 'expert', name: `${block}.output_experts`, projection: 'down', axes: ['expert', 'out', 'in'] },
  ]),
]);

export const scattermoe = defineFamily({
  id: 'scattermoe',
  name: 'ScatterMoE',
  modelTypes: ['moduleformer', 'sparsetral'],
  architectures: [],
  layouts: [layout, parallelExperts],
  has: ['mlp.output_experts'],
});
