/** Mistral's own files. (ggml-org/llama.cpp, gguf-py/gguf/tensor_mapping.py) */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { numberedNames } from './layouts/projection-names.ts';

const layout = defineLayout('mistral-large3', [
  { role: 'router', name: 'gate', axes: ['expert', 'in'] },
  { role: 'expert', name: 'experts.{expert}.{proj}', projections: numberedNames },
  { role: 'shared-expert', name: 'shared_experts.{proj}', projections: numberedNames, isSeveral: true },
]);

export const mistralLarge3 = defineFamily({
  id: 'mistral_large3',
  name: 'Mistral Large 3',
  modelTypes: ['mistral3', 'mistral4'],
  architectures: [],
  gguf: { architectures: ['mistral3', 'mistral4'] },
  layouts: [layout],
});
