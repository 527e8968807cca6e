import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { perExpertMlp } from './layouts/per-expert-mlp.ts';

const layout = defineLayout('bailing-moe', [{ role: 'vector', name: 'mlp.gate.expert_bias' }]);

export const bailingMoe = defineFamily({
  id: 'bailing_moe',
  name: 'Ling and Ring',
  modelTypes: ['bailing_moe', 'bailing_moe_v2', 'bailing_moe_linear'],
  architectures: ['BailingMoeForCausalLM', 'BailingMoeV2ForCausalLM', 'BailingMoeLinearForCausalLM'],
  gguf: { architectures: ['bailingmoe', 'bailingmoe2'] },
  layouts: [layout, perExpertMlp],
  has: ['mlp.shared_experts.gate_proj', 'attention.query_key_value'],
});
