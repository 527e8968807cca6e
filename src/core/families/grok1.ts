/** The ports of Grok-1 to PyTorch; xAI's own release, pickled shards without tensor names, is not read. */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';

const linears = { linear: 'gate', linear_v: 'up', linear_1: 'down' } as const;

const layout = defineLayout('grok1', [
  { role: 'router', name: 'moe_block.gate', axes: ['expert', 'in'] },
  { role: 'expert', name: 'moe_block.experts.{expert}.{proj}', projections: linears },
  { role: 'router', name: 'router', axes: ['expert', 'in'] },
  { role: 'expert', name: 'moe.{expert}.{proj}', projections: linears },
]);

export const grok1 = defineFamily({
  id: 'grok1',
  name: 'Grok-1',
  modelTypes: ['grok-1', 'grok_1'],
  architectures: ['Grok1ModelForCausalLM', 'Grok1ForCausalLM'],
  gguf: { architectures: ['grok'], lacks: ['ffn_up'] },
  layouts: [layout],
});
