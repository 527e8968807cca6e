/** What a kind of expert is: E networks of one shape, computed side by side or each on rows of its own. */
import { checkValues, type Parameters, type ValuesOf } from '../../core/parameters.ts';
import type { ImageShape } from '../datasets/dataset.ts';
import type { GivenValues, PartDeclaration } from '../part.ts';
import type * as tf from '../tf.ts';
import type { WeightGroup, Weights } from '../weights.ts';

export interface ExpertsContext {
  readonly weights: Weights;
  /** Routed experts and shared ones are built alike, under names of their own. */
  readonly group: WeightGroup & ('experts' | 'shared');
  readonly inputs: number;
  /** Where each row of the input is an image: its shape. */
  readonly image?: ImageShape | undefined;
  readonly outputs: number;
  readonly experts: number;
  /** Times the declared width: 1, but where one dense network has the units of all experts. */
  readonly widthFactor: number;
}

/** All experts on the same rows [T, d]. What they have in common is computed when first asked for, and once. */
export interface SideBySide {
  /** Σ gate · output over the experts, [T, o]. `gates` [T, E] is 0 where an expert is not used. */
  readonly combined: (gates: tf.Tensor2D) => tf.Tensor2D;
  /** Every expert's output, [T, E, o]. */
  readonly each: () => tf.Tensor3D;
  /** What every expert makes its output of, before the ReLU: [T, E, h], for gates that look at the experts. */
  readonly states: () => tf.Tensor3D;
}

/** One expert's output, [n, o], for rows [n, d] of its own. */
export type OneExpert = (expert: number, rows: tf.Tensor2D) => tf.Tensor2D;

export interface ExpertsInstance {
  readonly sideBySide: (x: tf.Tensor2D) => SideBySide;
  /** Cuts the weights by expert, which costs a copy: once for all experts. */
  readonly apart: () => OneExpert;
  /** Of experts with one hidden layer: its units, [n, h], which their last matrix takes. */
  readonly unitsApart?: () => OneExpert;
  /** h, the width of the states. */
  readonly stateWidth: number;
  /** Multiply–adds for one row through one expert. */
  readonly operations: number;
}

/** What every kind lets a person choose. */
const numbers = {
  count: {
    type: 'integer',
    min: 1,
    max: 256,
    default: 8,
    label: 'Experts',
    explanation: 'How many experts there are to choose from.',
  },
  shared: {
    type: 'integer',
    min: 0,
    max: 16,
    default: 0,
    label: 'Shared experts',
    explanation:
      'Experts beside those, of the same shape, that see everything and that no gate weighs (DeepSeekMoE, arXiv 2401.06066).',
  },
} as const satisfies Parameters;

interface ExpertsDefinition<P extends Parameters> extends PartDeclaration<P> {
  readonly needsImage?: boolean;
  readonly build: (context: ExpertsContext, values: ValuesOf<P>) => ExpertsInstance;
}

export interface ExpertKind extends PartDeclaration {
  /** True if its experts convolve, and so must be given whole images. */
  readonly needsImage: boolean;
  /** How many experts to build, routed and shared. */
  readonly numbers: (values: GivenValues) => ValuesOf<typeof numbers>;
  readonly build: (context: ExpertsContext, values: GivenValues) => ExpertsInstance;
}

export function defineExperts<const P extends Parameters>(definition: ExpertsDefinition<P>): ExpertKind {
  const { parameters, needsImage = false, build } = definition;
  return {
    ...definition,
    needsImage,
    parameters: { ...numbers, ...parameters },
    numbers: (given) => checkValues(numbers, given).values,
    build: (context, given) => build(context, checkValues(parameters, given).values),
  };
}

/** Computes when first asked, and once. */
export function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | null = null;
  return () => (result ??= { value: compute() }).value;
}
