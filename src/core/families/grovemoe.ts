import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';
import { gatedNames } from './layouts/projection-names.ts';

const layout = defineLayout('grovemoe', [
  // each added to what a group of experts says: neither routed by itself nor always on
  { role: 'other', name: 'mlp.chunk_experts.{n}.{proj}', projections: gatedNames },
]);

export const grovemoe = defineFamily({
  id: 'grovemoe',
  name: 'GroveMoE',
  modelTypes: ['grove_moe'],
  architectures: [],
  gguf: { architectures: ['grovemoe'] },
  layouts: [layout, perExpertMlp],
  has: ['mlp.chunk_experts.#.gate_proj', 'mlp.chunk_experts.#.down_proj'],
});
