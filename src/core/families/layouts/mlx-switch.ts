/**
 * MLX conversions of any family: one stack of experts a projection, quantised with `scales` and `biases` beside it
 * or plain. (mlx-lm, mlx_lm/models/switch_layers.py)
 */
import { defineLayout } from '../layout.ts';
import { gatedNames, ungatedNames } from './projection-names.ts';

export const mlxSwitch = defineLayout('mlx-switch', [
  {
    role: 'expert',
    name: '{mlp|block_sparse_moe|feed_forward|mixer}.{switch_mlp|switch_glu}.{proj}',
    projections: { ...gatedNames, ...ungatedNames },
    axes: ['expert', 'out', 'in'],
  },
]);
