/**
 * As DeepSeek publishes it, without `model.` and with `ffn` and `attn`. In the first layers a token's own id chooses the
 * experts, by the integer table `gate.tid2eid`, which is no weight. (transformers, models/deepseek_v4, conversion_mapping.py)
 */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';
import { gatedNames, numberedNames } from './layouts/projection-names.ts';

const layout = defineLayout('deepseek-v4', [
  { role: 'router', name: '{ffn|mlp}.gate', axes: ['expert', 'in'] },
  { role: 'expert', name: '{ffn|mlp}.experts.{expert}.{proj}', projections: numberedNames },
  {
    role: 'shared-expert',
    name: '{ffn|mlp}.shared_experts.{proj}',
    projections: { ...gatedNames, ...numberedNames },
    isSeveral: true,
  },
]);

export const deepseekV4 = defineFamily({
  id: 'deepseek_v4',
  name: 'DeepSeek-V4',
  modelTypes: ['deepseek_v4'],
  architectures: ['DeepseekV4ForCausalLM'],
  gguf: { architectures: ['deepseek4'] },
  layouts: [layout, perExpertMlp],
  has: ['ffn.gate', 'attn.wo_a'],
});
