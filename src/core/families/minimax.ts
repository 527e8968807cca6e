import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';
import { blockSparseMoe } from './layouts/block-sparse-moe.ts';

const layout = defineLayout('minimax', [
  { role: 'vector', name: '{block_sparse_moe|mlp}.e_score_correction_bias' },
]);

export const minimax = defineFamily({
  id: 'minimax',
  name: 'MiniMax',
  modelTypes: ['minimax', 'minimax_text_01', 'minimax_m1', 'minimax_m2'],
  architectures: [
    'MiniMaxForCausalLM',
    'MiniMaxText01ForCausalLM',
    'MiniMaxM1ForCausalLM',
    'MiniMaxM2ForCausalLM',
  ],
  gguf: { architectures: ['minimax-m2'] },
  layouts: [layout, blockSparseMoe],
  fits: (seen) => seen.has('block_sparse_moe.e_score_correction_bias') || seen.has('self_attn.output_gate'),
});
