/**
 * Exact zeros. A gradient step takes weights around zero, hardly ever to it. Instead, once the optimiser has moved, a
 * penalty's own best step is taken (a proximal step, as in ISTA; Parikh & Boyd 2014): weights shorten by what the penalty
 * would have pulled, and stop at zero. The penalty is then still part of the objective shown, and has no gradient. Adam
 * and its kin scale their steps weight by weight; this one they leave alone, so that zeros stay zero.
 */
import type { BooleanParameter } from '../../core/parameters.ts';
import { asConstant } from '../off-tape.ts';
import type * as tf from '../tf.ts';
import type { RegularizerInstance } from './regularizer.ts';

export const exactParameter = {
  type: 'boolean',
  default: false,
  label: 'Exact zeros',
  explanation:
    'Instead of following its gradient, shortens weights by strength × learning rate after each step, and stops at zero: so weights really vanish.',
} as const satisfies BooleanParameter;

export function withExactZeros(
  isExact: boolean,
  { penalty, shrink }: Required<RegularizerInstance>,
): RegularizerInstance {
  if (!isExact) return { penalty };
  return { penalty: (input) => asConstant<tf.Scalar>(() => penalty(input)), shrink };
}
