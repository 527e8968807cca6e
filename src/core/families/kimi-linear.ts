import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { blockSparseMoe } from './layouts/block-sparse-moe.ts';
import { gatedNames } from './layouts/projection-names.ts';

const layout = defineLayout('kimi-linear', [
  {
    role: 'shared-expert',
    name: 'block_sparse_moe.shared_experts.{proj}',
    projections: gatedNames,
    isSeveral: true,
  },
]);

export const kimiLinear = defineFamily({
  id: 'kimi_linear',
  name: 'Kimi-Linear',
  modelTypes: ['kimi_linear'],
  architectures: ['KimiLinearForCausalLM'],
  gguf: { architectures: ['kimi-linear'] },
  layouts: [layout, blockSparseMoe],
  has: ['block_sparse_moe.shared_experts.gate_proj'],
});
