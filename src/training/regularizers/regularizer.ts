/** What is added to the loss: on how samples are routed, or on the weights themselves. */
import { checkValues, type Parameters, type ValuesOf } from '../../core/parameters.ts';
import type { Forward } from '../forward.ts';
import type { GivenValues, PartDeclaration } from '../part.ts';
import type * as tf from '../tf.ts';
import type { Weight } from '../weights.ts';

export interface RegularizerInput {
  readonly forward: Forward;
  /** The batch as the dataset gave it, for what compares samples. */
  readonly inputs: tf.Tensor;
  readonly weights: readonly Weight[];
}

/** The term, its coefficient included. */
export type RegularizerTerm = (input: RegularizerInput) => tf.Scalar;

interface RegularizerDefinition<P extends Parameters> extends PartDeclaration<P> {
  readonly build: (values: ValuesOf<P>) => RegularizerTerm;
}

export interface RegularizerKind extends PartDeclaration {
  readonly build: (values: GivenValues) => RegularizerTerm;
}

export function defineRegularizer<const P extends Parameters>(
  definition: RegularizerDefinition<P>,
): RegularizerKind {
  const { parameters, build } = definition;
  return { ...definition, build: (given) => build(checkValues(parameters, given).values) };
}
