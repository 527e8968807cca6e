/** Gradients held against differences of the function itself, along random directions. */
import { expect } from 'vitest';
import { seededRandom } from '../core/random.ts';
import * as tf from '../training/tf.ts';

export interface GradientTolerance {
  /** How far weights are moved: float32 wants it large, kinks small. */
  readonly step?: number;
  /** Of the difference, and beside it. */
  readonly relative?: number;
  readonly absolute?: number;
}

/**
 * Expects the gradient of `objective` by each variable to have the slope that (f(w + εv) − f(w − εv))/2ε has, v being of
 * length 1. An objective without a gradient by a variable must not change with it either.
 */
export function expectGradients(
  objective: () => tf.Scalar,
  variables: readonly tf.Variable[],
  { step = 1e-2, relative = 0.03, absolute = 2e-3 }: GradientTolerance = {},
): void {
  const random = seededRandom(7);
  const { grads, value } = tf.variableGrads(objective, [...variables]);
  value.dispose();
  for (const variable of variables) {
    const direction = Float32Array.from({ length: variable.size }, () => random.normal());
    const length = Math.hypot(...direction);
    direction.forEach((component, i) => (direction[i] = component / length));
    const gradient = grads[variable.name];
    const slope = gradient === undefined ? 0 : dot(gradient.dataSync(), direction);
    const values = Float32Array.from(variable.dataSync());
    const valueAt = (distance: number) => {
      tf.tidy(() =>
        variable.assign(
          tf.tensor(
            values.map((at, i) => at + distance * direction[i]!),
            variable.shape,
          ),
        ),
      );
      return tf.tidy(objective).dataSync()[0]!;
    };
    const measured = (valueAt(step) - valueAt(-step)) / (2 * step);
    valueAt(0);
    gradient?.dispose();
    expect(
      Math.abs(slope - measured),
      `${variable.name}: ${slope} by the tape, ${measured} measured`,
    ).toBeLessThan(absolute + relative * Math.abs(measured));
  }
}

function dot(a: ArrayLike<number>, b: Float32Array): number {
  return b.reduce((sum, value, i) => sum + value * a[i]!, 0);
}
