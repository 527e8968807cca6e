import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { plainNames } from './layouts/projection-names.ts';

const layout = defineLayout('smallthinker', [
  { role: 'router', name: 'block_sparse_moe.primary_router', axes: ['expert', 'in'] },
  { role: 'expert', name: 'block_sparse_moe.experts.{expert}.{proj}', projections: plainNames },
]);

export const smallthinker = defineFamily({
  id: 'smallthinker',
  name: 'SmallThinker',
  modelTypes: ['smallthinker'],
  architectures: ['SmallThinkerForCausalLM'],
  gguf: { architectures: ['smallthinker'] },
  layouts: [layout],
});
