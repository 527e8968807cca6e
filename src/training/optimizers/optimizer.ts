/** What moves the weights. Its state can be taken out and put back exactly, so that a run resumes as if never stopped. */
import { checkValues, type Parameters, type ValuesOf } from '../../core/parameters.ts';
import type { GivenValues, PartDeclaration } from '../part.ts';
import type * as tf from '../tf.ts';
import type { Weight } from '../weights.ts';

export interface OptimizerInstance {
  /** One step; gradients by the weight's name. Disposes nothing it was given. */
  readonly apply: (weights: readonly Weight[], gradients: Readonly<Record<string, tf.Tensor>>) => void;
  /** Steps taken, and tensors by name ("experts.up.weight/m"). */
  steps: number;
  readonly slots: ReadonlyMap<string, tf.Variable>;
  /** Makes a slot and fills it: the way back from a snapshot. */
  readonly restore: (name: string, values: Float32Array, shape: readonly number[]) => void;
  readonly dispose: () => void;
}

interface OptimizerDefinition<P extends Parameters> extends PartDeclaration<P> {
  readonly build: (values: ValuesOf<P>) => OptimizerInstance;
}

export interface OptimizerKind extends PartDeclaration {
  readonly build: (values: GivenValues) => OptimizerInstance;
}

export function defineOptimizer<const P extends Parameters>(
  definition: OptimizerDefinition<P>,
): OptimizerKind {
  const { parameters, build } = definition;
  return { ...definition, build: (given) => build(checkValues(parameters, given).values) };
}
