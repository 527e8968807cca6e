import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { blockSparseMoe } from './layouts/block-sparse-moe.ts';
import { numberedNames } from './layouts/projection-names.ts';

const layout = defineLayout('arctic', [
  // always on, beside the experts
  { role: 'shared-expert', name: 'residual_mlp.{proj}', projections: numberedNames },
  { role: 'other', name: 'block_sparse_moe.mlp.{proj}', projections: numberedNames },
]);

export const arctic = defineFamily({
  id: 'arctic',
  name: 'Arctic',
  modelTypes: ['arctic'],
  architectures: ['ArcticForCausalLM'],
  gguf: { architectures: ['arctic'] },
  layouts: [layout, blockSparseMoe],
  has: ['residual_mlp.w1'],
});
