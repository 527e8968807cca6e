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

export interface RegularizerInstance {
  /** The term, its coefficient included. */
  readonly penalty: (input: RegularizerInput) => tf.Scalar;
  /**
   * What is done to trained weights after each step in place of a gradient; `rate` is the step's learning rate. Disposes
   * what it makes.
   */
  readonly shrink?: (weights: readonly Weight[], rate: number) => void;
}

interface RegularizerFacts {
  /** True if it is of no use without a router whose choice has a chance: one with noise. */
  readonly needsNoise?: boolean;
}

interface RegularizerDefinition<P extends Parameters> extends PartDeclaration<P>, RegularizerFacts {
  readonly build: (values: ValuesOf<P>) => RegularizerInstance;
}

export interface RegularizerKind extends PartDeclaration, RegularizerFacts {
  readonly build: (values: GivenValues) => RegularizerInstance;
}

export function defineRegularizer<const P extends Parameters>(
  definition: RegularizerDefinition<P>,
): RegularizerKind {
  const { parameters, build } = definition;
  return { ...definition, build: (given) => build(checkValues(parameters, given).values) };
}

/** How much a term counts; on a logarithmic slider, so that it can't be nothing: leave the term out for that. */
export function strengthParameter<const D extends number>(
  standard: D,
  explanation: string,
  label = 'Strength',
) {
  return {
    type: 'number',
    min: 1e-9,
    max: 100,
    default: standard,
    scale: 'logarithmic',
    label,
    explanation,
  } as const;
}
