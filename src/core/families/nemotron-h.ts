/**
 * Experts without a gate, in some models behind a projection to fewer dimensions that all of them share.
 * (transformers, models/nemotron_h; mlx-lm, mlx_lm/models/nemotron_h.py)
 */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';

const ungated = { up_proj: 'up', down_proj: 'down' } as const;

const layout = defineLayout('nemotron-h', [
  { role: 'router', name: 'mixer.gate', axes: ['expert', 'in'] },
  { role: 'expert', name: 'mixer.experts.{expert}.{proj}', projections: ungated },
  { role: 'shared-expert', name: 'mixer.shared_experts.{proj}', projections: ungated },
  { role: 'other', name: 'mixer.{fc1_latent_proj|fc2_latent_proj}' },
]);

export const nemotronH = defineFamily({
  id: 'nemotron_h',
  name: 'Nemotron-H MoE',
  modelTypes: ['nemotron_h'],
  architectures: ['NemotronHForCausalLM'],
  gguf: { architectures: ['nemotron_h_moe'] },
  layouts: [layout],
});
