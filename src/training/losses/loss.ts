/** What is minimised. */
import { checkValues, type Parameters, type ValuesOf } from '../../core/parameters.ts';
import type { Forward } from '../forward.ts';
import type { GivenValues, PartDeclaration } from '../part.ts';
import type * as tf from '../tf.ts';

/** `combine` mixes the experts' outputs; `each` needs every expert's class scores for every sample. */
export type LossNeeds = 'combined' | 'each';

export interface LossInstance {
  /** Mean over the batch; `labels` are one-hot, [B, C]. */
  readonly loss: (forward: Forward, labels: tf.Tensor2D) => tf.Scalar;
  /** Log-probabilities of the classes, up to a constant a row: [B, C]. */
  readonly predict: (forward: Forward) => tf.Tensor2D;
}

interface LossDefinition<P extends Parameters> extends PartDeclaration<P> {
  readonly needs: LossNeeds;
  readonly build: (values: ValuesOf<P>) => LossInstance;
}

export interface LossKind extends PartDeclaration {
  readonly needs: LossNeeds;
  readonly build: (values: GivenValues) => LossInstance;
}

export function defineLoss<const P extends Parameters>(definition: LossDefinition<P>): LossKind {
  const { parameters, build } = definition;
  return { ...definition, build: (given) => build(checkValues(parameters, given).values) };
}
