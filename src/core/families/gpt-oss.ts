import { isInputFirst } from './evidence/input-first.ts';
import { defineFamily } from './family.ts';
import { gptOssFused } from './layouts/gpt-oss-fused.ts';

export const gptOss = defineFamily({
  id: 'gpt_oss',
  name: 'gpt-oss',
  modelTypes: ['gpt_oss'],
  architectures: ['GptOssForCausalLM'],
  gguf: { architectures: ['gpt-oss'] },
  layouts: [gptOssFused],
  has: ['mlp.router', 'self_attn.sinks'],
  fits: isInputFirst,
});
