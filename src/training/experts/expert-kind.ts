/** What a kind of expert is: E networks of one shape, computed together or each for the samples it was given. */
import { checkValues, type Parameters, type ValuesOf } from '../../core/parameters.ts';
import type { Routing } from '../../core/routing/routing.ts';
import type { GivenValues, PartDeclaration } from '../part.ts';
import type * as tf from '../tf.ts';
import type { Weights } from '../weights.ts';

export interface ExpertsContext {
  readonly weights: Weights;
  readonly inputs: number;
  readonly outputs: number;
  readonly experts: number;
}

export interface ExpertsInstance {
  /** Σ gate · output over the experts, [T, o]. `gates` [T, E] is 0 where an expert is not used. */
  readonly combined: (x: tf.Tensor2D, gates: tf.Tensor2D) => tf.Tensor2D;
  /** The same, computing each expert only for the samples routed to it. */
  readonly dispatched: (x: tf.Tensor2D, gates: tf.Tensor2D, routing: Routing) => tf.Tensor2D;
  /** Every expert's output for every sample, [T, E, o]. */
  readonly each: (x: tf.Tensor2D) => tf.Tensor3D;
  /** Hidden states [T, E, h], for gates that look at the experts. */
  readonly states: (x: tf.Tensor2D) => tf.Tensor3D;
  /** Width of those states. */
  readonly stateWidth: number;
  /** Multiply–adds for one sample through one expert. */
  readonly operations: number;
}

interface ExpertsDefinition<P extends Parameters> extends PartDeclaration<P> {
  readonly build: (context: ExpertsContext, values: ValuesOf<P>) => ExpertsInstance;
}

export interface ExpertKind extends PartDeclaration {
  readonly build: (context: ExpertsContext, values: GivenValues) => ExpertsInstance;
}

export function defineExperts<const P extends Parameters>(definition: ExpertsDefinition<P>): ExpertKind {
  const { parameters, build } = definition;
  return { ...definition, build: (context, given) => build(context, checkValues(parameters, given).values) };
}
