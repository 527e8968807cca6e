import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';
import { gatedNames } from './layouts/projection-names.ts';

const layout = defineLayout('hunyuan-moe', [
  { role: 'router', name: 'mlp.gate.wg', axes: ['expert', 'in'] },
  { role: 'shared-expert', name: 'mlp.shared_mlp.{proj}', projections: gatedNames, isSeveral: true },
  // HY3
  { role: 'router', name: 'mlp.router.gate', axes: ['expert', 'in'] },
  { role: 'vector', name: 'mlp.expert_bias' },
]);

export const hunyuanMoe = defineFamily({
  id: 'hunyuan_moe',
  name: 'Hunyuan-MoE',
  modelTypes: ['hunyuan_v1_moe', 'hunyuan', 'hunyuan_moe', 'hy_v3'],
  architectures: ['HunYuanMoEV1ForCausalLM', 'HunYuanForCausalLM'],
  gguf: { architectures: ['hunyuan-moe'] },
  layouts: [layout, perExpertMlp],
  has: ['mlp.gate.wg', 'mlp.shared_mlp.gate_proj'],
});
