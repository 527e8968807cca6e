import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { ungatedNames } from './layouts/projection-names.ts';

const layout = defineLayout('phixtral', [
  { role: 'router', name: 'moe.gate', axes: ['expert', 'in'] },
  { role: 'expert', name: 'moe.mlp.{expert}.{proj}', projections: ungatedNames },
]);

export const phixtral = defineFamily({
  id: 'phixtral',
  name: 'Phixtral',
  modelTypes: ['phi-msft', 'phixtral'],
  architectures: [],
  layouts: [layout],
});
