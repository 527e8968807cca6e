/**
 * Megatron-core, in the four ways it keeps experts: a module each (SequentialMLP), numbered parameters of one module
 * (TEGroupedMLP), two matrices for a grouped GEMM, and the stack of a distributed checkpoint. Numbers are those of the
 * expert-parallel rank that wrote the file. Whether there is a gate is no name's business: its settings tell, or here
 * the size of `linear_fc1` beside `linear_fc2`. (NVIDIA/Megatron-LM, megatron/core/transformer/moe/experts.py)
 */
import { defineLayout, type Axis, type TensorRule } from '../layout.ts';

/** The matrices before and after the activation, the first perhaps gate above up. */
function fcPair(
  name: (fc: string) => string,
  { role = 'expert', leading = [] }: { role?: 'expert' | 'shared-expert'; leading?: readonly Axis[] } = {},
): TensorRule[] {
  const axes = [...leading, 'out', 'in'] as const;
  const down = name('linear_fc2').replace('{expert}', '#');
  return [
    { role, name: name('linear_fc1'), projection: 'gateUp', axes, split: 'halves', gateOver: down },
    { role, name: name('linear_fc2'), projection: 'down', axes },
  ];
}

export const megatronCore = defineLayout('megatron-core', [
  { role: 'router', name: 'mlp.router', axes: ['expert', 'in'] },
  ...fcPair((fc) => `mlp.experts.local_experts.{expert}.${fc}`),
  ...fcPair((fc) => `mlp.experts.${fc}.weight{expert}`),
  { role: 'expert', name: 'mlp.experts.linear_fc1.bias{expert}', projection: 'gateUp' },
  { role: 'expert', name: 'mlp.experts.linear_fc2.bias{expert}', projection: 'down' },
  ...fcPair((fc) => `mlp.experts.experts.${fc}`, { leading: ['expert'] }),
  {
    role: 'expert',
    name: 'mlp.experts.weight1',
    projection: 'gateUp',
    axes: ['expert', 'in', 'out'],
    isRawView: true,
    split: 'halves',
    gateOver: 'mlp.experts.weight2',
  },
  { role: 'expert', name: 'mlp.experts.weight2', projection: 'down', axes: ['expert-rows', 'out'] },
  ...fcPair((fc) => `mlp.shared_experts.${fc}`, { role: 'shared-expert' }),
  { role: 'router', name: 'mlp.shared_experts.gate_weight' },
]);
