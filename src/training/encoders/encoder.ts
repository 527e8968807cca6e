/** What turns a batch into features. */
import { checkValues, type Parameters, type ValuesOf } from '../../core/parameters.ts';
import type { GivenValues, PartDeclaration } from '../part.ts';
import type * as tf from '../tf.ts';
import type { Weights } from '../weights.ts';

/** Shape of one sample as the dataset gives it. */
export type InputShape =
  | { readonly kind: 'image'; readonly height: number; readonly width: number; readonly channels: number }
  | { readonly kind: 'vector'; readonly features: number }
  | { readonly kind: 'text'; readonly vocabulary: number; readonly length: number };

export interface EncoderContext {
  readonly weights: Weights;
  readonly input: InputShape;
}

export interface EncoderInstance {
  /** Width of the features, and how many tokens a sample becomes; 1 for one vector a sample. */
  readonly features: number;
  readonly tokens: number;
  /** Inputs [B, …] as the dataset gives them → [B · tokens, features]. */
  readonly encode: (inputs: tf.Tensor) => tf.Tensor2D;
}

interface EncoderDefinition<P extends Parameters> extends PartDeclaration<P> {
  readonly accepts: readonly InputShape['kind'][];
  readonly build: (context: EncoderContext, values: ValuesOf<P>) => EncoderInstance;
}

export interface EncoderKind extends PartDeclaration {
  /** Kinds of data that it can read. */
  readonly accepts: readonly InputShape['kind'][];
  readonly build: (context: EncoderContext, values: GivenValues) => EncoderInstance;
}

export function defineEncoder<const P extends Parameters>(definition: EncoderDefinition<P>): EncoderKind {
  const { parameters, build } = definition;
  return { ...definition, build: (context, given) => build(context, checkValues(parameters, given).values) };
}

/** Numbers in one sample; a text counts its vocabulary, as a bag of words. */
export function inputSize(input: InputShape): number {
  if (input.kind === 'image') return input.height * input.width * input.channels;
  return input.kind === 'vector' ? input.features : input.vocabulary;
}
