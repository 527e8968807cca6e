/**
 * Weights by unit: all that lead to a hidden unit and all that lead from it. If a whole group is zero, the unit is gone.
 * Of matrices that touch no hidden layer each column is a group: all that leads to one output.
 */
import * as tf from '../tf.ts';
import type { Weight } from '../weights.ts';

/** A weight, and the axes of it that count units: one, or the expert's and the unit's. */
interface UnitAxes {
  readonly weight: Weight;
  readonly axes: readonly number[];
}

/** The weights of one layer of units; each has the same number of them. */
export type UnitLayer = readonly UnitAxes[];

export function unitLayers(weights: readonly Weight[]): readonly UnitLayer[] {
  const layers = new Map<string, UnitAxes[]>();
  const add = (layer: string, part: UnitAxes) => layers.set(layer, [...(layers.get(layer) ?? []), part]);
  for (const weight of weights) {
    const last = weight.variable.rank - 1;
    const { from, to } = weight;
    if (from !== null) add(from, { weight, axes: axesOf(weight, last - 1) });
    if (to !== null) add(to, { weight, axes: axesOf(weight, last) });
    if (from === null && to === null) add(weight.name, { weight, axes: axesOf(weight, last) });
  }
  return [...layers.values()];
}

/** Experts on an axis of their own, before a matrix, have units of their own. */
function axesOf({ variable, expertAxis }: Weight, axis: number): readonly number[] {
  const isOwnAxis = expertAxis !== null && expertAxis < variable.rank - 2;
  return isOwnAxis ? [expertAxis, axis] : [axis];
}

/** ‖w_g‖₂ of every unit, [units]; `least` is added under the root. */
export function unitNorms(layer: UnitLayer, least = 0): tf.Tensor1D {
  const squares = layer.map(({ weight: { variable }, axes }) => {
    const others = variable.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    return tf.reshape(tf.sum(tf.square<tf.Tensor>(variable), others), [-1]);
  });
  return tf.sqrt(
    tf.add(
      squares.reduce((sum, part) => tf.add(sum, part)),
      least,
    ),
  );
}

/** |g|, the number of weights of each unit. */
export function unitSize(layer: UnitLayer): number {
  return layer.reduce((sum, part) => sum + part.weight.variable.size / unitCount(part), 0);
}

/** The factor of each unit, [units], in a shape that multiplies the weight. */
export function factorsFor({ weight: { variable }, axes }: UnitAxes, factors: tf.Tensor1D): tf.Tensor {
  return tf.reshape(
    factors,
    variable.shape.map((size, axis) => (axes.includes(axis) ? size : 1)),
  );
}

function unitCount({ weight: { variable }, axes }: UnitAxes): number {
  return axes.reduce((count, axis) => count * variable.shape[axis]!, 1);
}
