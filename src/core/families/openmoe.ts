/** Its config.json calls it a Llama; `architectures` tells it. */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { gatedNames } from './layouts/projection-names.ts';

const layout = defineLayout('openmoe', [
  { role: 'router', name: 'mlp.gate_weight', axes: ['expert', 'in'] },
  {
    role: 'expert',
    name: 'mlp.experts.{proj}',
    projections: { wi_gate: 'gate', wi_up: 'up', wi: 'up', wo: 'down' },
    axes: ['expert', 'in', 'out'],
  },
  { role: 'shared-expert', name: 'extra_mlp.{proj}', projections: gatedNames },
]);

export const openmoe = defineFamily({
  id: 'openmoe',
  name: 'OpenMoE',
  modelTypes: [],
  architectures: ['OpenMoeForCausalLM'],
  layouts: [layout],
});
