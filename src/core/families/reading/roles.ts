/**
 * The role of a tensor: what it is (a weight, a code, a companion, …) before what it is for (an expert, a router).
 *
 * 1. Optimiser state and aliases are those, whatever their names say.
 * 2. Companions by name, and every power-of-two scale, are `companion`.
 * 3. Integers without scales, booleans and packed codes are `code`: numbers that stand for something else (packed weights, token
 *    tables, counters, masks).
 * 4. Floats that the reader marked as not drawn, and complex numbers, are `undrawn`.
 * 5. Biases and whatever has fewer than two axes are `vector`.
 * 6. The rest is what its family says, otherwise `other`.
 */
import { dtypes } from '../../dtype.ts';
import type { Role } from '../../structure.ts';
import type { TensorEntry } from '../../tensor.ts';
import type { TensorRule } from '../layout.ts';

export function roleOf(
  tensor: TensorEntry,
  { rule, param, isCompanion }: { rule: TensorRule | null; param: string; isCompanion: boolean },
): Role {
  const { kind } = dtypes[tensor.dtype];
  if (tensor.isOptimizerState) return 'optimizer';
  if (tensor.aliasOf !== undefined) return 'alias';
  if (isCompanion || kind === 'scale') return 'companion';
  if (
    (kind === 'integer' && tensor.scaling === undefined) ||
    kind === 'bool' ||
    tensor.undrawn === 'packed-codes'
  )
    return 'code';
  if (tensor.undrawn !== undefined || kind === 'complex') return 'undrawn';
  if (tensor.shape.length < 2 || param.endsWith('bias')) return 'vector';
  return rule?.role ?? 'other';
}
