/** Where the mixture stands between the features and the classes. */
import { checkValues, type Parameters, type ValuesOf } from '../../core/parameters.ts';
import type { ImageShape } from '../datasets/dataset.ts';
import type { Forward } from '../forward.ts';
import type { Layout } from '../layout.ts';
import type { Mixture } from '../mixture.ts';
import type { GivenValues, PartDeclaration } from '../part.ts';
import type { DecisionContext } from '../routers/router.ts';
import type * as tf from '../tf.ts';
import type { Weights } from '../weights.ts';

export interface PlacementContext {
  readonly weights: Weights;
  /** Width of the encoder's features, tokens of a sample, and the shape of the image that a row still is. */
  readonly features: number;
  readonly tokens: number;
  readonly image?: ImageShape | undefined;
  readonly classes: number;
  /** Makes the mixture; called once, where its weights belong in the order of them all. */
  readonly mixture: (network: {
    readonly inputs: number;
    readonly outputs: number;
    readonly image?: ImageShape | undefined;
  }) => Mixture;
}

export interface PlacementInput {
  /** The encoder's, [B · m, d]. */
  readonly features: tf.Tensor2D;
  readonly layout: Layout;
  readonly context: DecisionContext;
  /** Whether the loss asks for the class scores of each expert. */
  readonly needsEach: boolean;
}

export interface PlacementInstance {
  readonly mixture: Mixture;
  readonly run: (input: PlacementInput) => Forward;
  /** Multiply–adds for one sample, those of the mixture left out. */
  readonly operations: number;
}

interface PlacementDefinition<P extends Parameters> extends PartDeclaration<P> {
  readonly accepts: readonly ('vector' | 'tokens')[];
  readonly givesEach: boolean;
  readonly keepsImage: boolean;
  readonly build: (context: PlacementContext, values: ValuesOf<P>) => PlacementInstance;
}

export interface PlacementKind extends PartDeclaration {
  /** What it can be given of a sample. */
  readonly accepts: readonly ('vector' | 'tokens')[];
  /** Whether each expert has class scores of its own there, as some losses need. */
  readonly givesEach: boolean;
  /** Whether the experts see what the encoder gives as it is, so that an image is one still. */
  readonly keepsImage: boolean;
  readonly build: (context: PlacementContext, values: GivenValues) => PlacementInstance;
}

export function definePlacement<const P extends Parameters>(
  definition: PlacementDefinition<P>,
): PlacementKind {
  const { parameters, build } = definition;
  return { ...definition, build: (context, given) => build(context, checkValues(parameters, given).values) };
}
