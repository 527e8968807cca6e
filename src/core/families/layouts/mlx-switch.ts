/**
 * MLX conversions of any family: one stack of experts a projection, quantised with `scales` and `biases` beside it
 * or plain. (mlx-lm, mlx_lm/models/switch_layers.py)
 */
import { defineLayout, type TensorRule } from '../layout.ts';
import { gatedNames, ungatedNames } from './projection-names.ts';

const stack = { role: 'expert', axes: ['expert', 'out', 'in'] } as const satisfies Partial<TensorRule>;
const projections = { ...gatedNames, ...ungatedNames };

export const mlxSwitch = defineLayout('mlx-switch', [
  {
    ...stack,
    name: '{mlp|block_sparse_moe|feed_forward|mixer|moe|ffn}.{switch_mlp|switch_glu|experts}.{proj}',
    projections,
  },
  {
    ...stack,
    name: '{mlp|block_sparse_moe|feed_forward|mixer|moe|ffn}.experts.switch_glu.{proj}',
    projections,
  },
]);
