/** What a gate makes of the features for itself, before its scores: so that it and the experts may see different things. */
import { checkValues, type Parameters, type ValuesOf } from '../../core/parameters.ts';
import type { ImageShape } from '../datasets/dataset.ts';
import type { GivenValues, PartDeclaration } from '../part.ts';
import type * as tf from '../tf.ts';
import type { Weights } from '../weights.ts';

export interface TrunkContext {
  readonly weights: Weights;
  readonly inputs: number;
  /** Where each row of the features is an image: its shape. */
  readonly image?: ImageShape | undefined;
}

export interface TrunkInstance {
  /** Width of what the gate sees. */
  readonly outputs: number;
  /** [T, inputs] → [T, outputs]. */
  readonly apply: (x: tf.Tensor2D) => tf.Tensor2D;
  /** Multiply–adds for one row. */
  readonly operations: number;
}

interface TrunkDefinition<P extends Parameters> extends PartDeclaration<P> {
  readonly needsImage?: boolean;
  readonly build: (context: TrunkContext, values: ValuesOf<P>) => TrunkInstance;
}

export interface TrunkKind extends PartDeclaration {
  /** True if it convolves, and so must be given whole images. */
  readonly needsImage: boolean;
  readonly build: (context: TrunkContext, values: GivenValues) => TrunkInstance;
}

export function defineTrunk<const P extends Parameters>(definition: TrunkDefinition<P>): TrunkKind {
  const { parameters, needsImage = false, build } = definition;
  return {
    ...definition,
    needsImage,
    build: (context, given) => build(context, checkValues(parameters, given).values),
  };
}
