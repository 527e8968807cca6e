/**
 * Feed-forward blocks without experts, by their usual names: dense models, and the dense layers of sparse ones.
 * Attention has no projection in the sense of a feed-forward block, so only its layer is of interest here.
 */
import { defineLayout } from '../layout.ts';
import { gatedNames, numberedNames, t5Names, ungatedNames } from './projection-names.ts';

export const dense = defineLayout('dense', [
  // Llama, Qwen, Mistral, Gemma, …; Phi-3 fuses gate and up
  { role: 'other', name: '{mlp|feed_forward|ffn}.{proj}', projections: gatedNames },
  { role: 'other', name: 'mlp.gate_up_proj', projection: 'gateUp', axes: ['out', 'in'], split: 'halves' },
  // Llama's and Mistral's own files
  { role: 'other', name: '{feed_forward|mlp}.{proj}', projections: numberedNames },
  // GPT-2, GPT-J, Phi and ViT, GPT-NeoX and Falcon
  { role: 'other', name: 'mlp.{proj}', projections: { c_fc: 'up', c_proj: 'down' } },
  { role: 'other', name: 'mlp.{proj}', projections: { fc_in: 'up', fc_out: 'down', ...ungatedNames } },
  { role: 'other', name: 'mlp.{proj}', projections: { dense_h_to_4h: 'up', dense_4h_to_h: 'down' } },
  // OPT, BART, NLLB
  { role: 'other', name: '{proj}', projections: ungatedNames },
  { role: 'other', name: 'ffn.{proj}', projections: ungatedNames },
  // T5, and the dense layers of Switch
  { role: 'other', name: 'layer.{n}.{DenseReluDense|mlp}.{proj}', projections: t5Names },
  // BERT
  { role: 'other', name: 'intermediate.dense', projection: 'up' },
  { role: 'other', name: 'output.dense', projection: 'down' },
  // llama.cpp
  { role: 'other', name: '{proj}', projections: { ffn_gate: 'gate', ffn_up: 'up', ffn_down: 'down' } },
]);
