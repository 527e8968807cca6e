/** Both matrices with the hidden units first: [experts, ffn, model]. (microsoft/Tutel, tutel/experts/ffn.py) */
import { defineFamily } from './family.ts';
import { defineLayout, type TensorRule } from './layout.ts';

const layout = defineLayout('tutel-swin-moe', [
  { role: 'router', name: 'mlp._moe_layer.gates.{n}.wg', axes: ['expert', 'in'] },
  { role: 'router', name: 'mlp._moe_layer.gate.wg', axes: ['expert', 'in'] },
  ...['mlp._moe_layer.experts.', 'mlp._moe_layer.experts.{n}.'].flatMap((experts): TensorRule[] => [
    {
      role: 'expert',
      name: `${experts}{batched_fc1_w|fc1_weight}`,
      projection: 'up',
      axes: ['expert', 'out', 'in'],
    },
    {
      role: 'expert',
      name: `${experts}{batched_fc2_w|fc2_weight}`,
      projection: 'down',
      axes: ['expert', 'in', 'out'],
    },
    {
      role: 'vector',
      name: `${experts}{batched_fc1_bias|fc1_bias}`,
      projection: 'up',
      axes: ['expert', 'out'],
    },
    {
      role: 'vector',
      name: `${experts}{batched_fc2_bias|fc2_bias}`,
      projection: 'down',
      axes: ['expert', 'out'],
    },
  ]),
]);

export const tutelSwinMoe = defineFamily({
  id: 'tutel_swin_moe',
  name: 'Tutel and Swin-MoE',
  modelTypes: [],
  architectures: [],
  layouts: [layout],
});
