/** What turns a batch into features. */
import { checkValues, type Parameters, type ValuesOf } from '../../core/parameters.ts';
import type { ImageShape } from '../datasets/dataset.ts';
import type { GivenValues, PartDeclaration } from '../part.ts';
import type * as tf from '../tf.ts';
import type { Weights } from '../weights.ts';

/** One sample as the dataset gives it. */
export type InputShape =
  | ({ readonly kind: 'image' } & ImageShape)
  | { readonly kind: 'vector'; readonly features: number }
  | { readonly kind: 'text'; readonly vocabulary: number };

/**
 * What a batch is to be filled with (`datasets/inputs.ts`): numbers, float32 [B, …], which for a text are its bag of
 * words; or, for texts alone, words in their order, int32 [B, length].
 */
export type InputForm = { readonly kind: 'numbers' } | { readonly kind: 'tokens'; readonly length: number };

export interface EncoderContext {
  readonly weights: Weights;
  readonly input: InputShape;
}

export interface EncoderInstance {
  /** Width of the features. */
  readonly features: number;
  /** How many tokens a sample becomes, the padding of shorter ones included; 1 for one vector a sample. */
  readonly tokens: number;
  /** Numbers unless said otherwise. */
  readonly reads?: InputForm;
  /** Where a row of features is still an image, pixel after pixel: its shape, for what convolves it. */
  readonly image?: ImageShape;
  /** Inputs → [B · tokens, features], sample after sample. */
  readonly encode: (inputs: tf.Tensor) => tf.Tensor2D;
  /** Rows of that which are no padding, ascending. Absent where none is padding. */
  readonly realRows?: (inputs: tf.Tensor) => Int32Array;
  /** Multiply–adds for one sample. */
  readonly operations: number;
}

interface EncoderDefinition<P extends Parameters> extends PartDeclaration<P> {
  readonly accepts: readonly InputShape['kind'][];
  readonly gives: 'vector' | 'tokens';
  /** Whether what it gives of an image is an image still; never unless said so. */
  readonly keepsImage?: (values: ValuesOf<P>) => boolean;
  readonly build: (context: EncoderContext, values: ValuesOf<P>) => EncoderInstance;
}

export interface EncoderKind extends PartDeclaration {
  /** Kinds of data that it can read. */
  readonly accepts: readonly InputShape['kind'][];
  /** One vector a sample, or a set of tokens. */
  readonly gives: 'vector' | 'tokens';
  readonly keepsImage: (values: GivenValues) => boolean;
  readonly build: (context: EncoderContext, values: GivenValues) => EncoderInstance;
}

export function defineEncoder<const P extends Parameters>(definition: EncoderDefinition<P>): EncoderKind {
  const { parameters, build, keepsImage } = definition;
  const values = (given: GivenValues) => checkValues(parameters, given).values;
  return {
    ...definition,
    keepsImage: (given) => keepsImage?.(values(given)) ?? false,
    build: (context, given) => build(context, values(given)),
  };
}

/** Numbers in one sample; a text counts its vocabulary, as a bag of words. */
export function inputSize(input: InputShape): number {
  if (input.kind === 'image') return input.height * input.width * input.channels;
  return input.kind === 'vector' ? input.features : input.vocabulary;
}
