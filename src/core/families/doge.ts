/**
 * Thousands of experts of one hidden unit each, a row of two embeddings. Its `down_embed` is what takes a token in and so
 * `up` everywhere else; `up_embed` is what it gives back. (transformers, models/doge/modular_doge.py)
 */
import { defineFamily } from './family.ts';
import { defineLayout } from './layout.ts';

const layout = defineLayout('doge', [
  // keys of the halves of an expert's number: [2 · √experts, hidden]
  { role: 'router', name: 'mlp.router_gate' },
  { role: 'expert', name: 'mlp.down_embed', projection: 'up', axes: ['expert', 'in'] },
  { role: 'expert', name: 'mlp.up_embed', projection: 'down', axes: ['expert', 'out'] },
]);

export const doge = defineFamily({
  id: 'doge',
  name: 'Doge',
  modelTypes: ['doge'],
  architectures: ['DogeForCausalLM'],
  layouts: [layout],
});
