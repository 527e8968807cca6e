/**
 * llama.cpp's names, as every GGUF file has them: one stack of experts a projection (one matrix an expert before spring
 * 2024), with the shared experts beside it. (gguf-py/gguf/tensor_mapping.py, gguf-py/gguf/constants.py)
 */
import { defineLayout } from '../layout.ts';
import { plainNames as words } from './projection-names.ts';

export const llamaCpp = defineLayout('llama-cpp', [
  { role: 'router', name: 'ffn_gate_inp', axes: ['expert', 'in'] },
  { role: 'router', name: 'ffn_gate_inp_shexp' },
  { role: 'expert', name: 'ffn_{proj}_exps', projections: words, axes: ['expert', 'out', 'in'] },
  {
    role: 'expert',
    name: 'ffn_gate_up_exps',
    projection: 'gateUp',
    axes: ['expert', 'out', 'in'],
    split: 'halves',
  },
  { role: 'expert', name: 'ffn_{proj}.{expert}', projections: words },
  { role: 'shared-expert', name: 'ffn_{proj}_shexp', projections: words, isSeveral: true },
  // GroveMoE's chunk experts, each shared by a group of experts
  { role: 'other', name: 'ffn_{proj}_chexps', projections: words },
]);
