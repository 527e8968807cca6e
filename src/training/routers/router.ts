/**
 * What a router is here. Choosing experts has no gradient, so it is done outside the tape, in plain numbers and by the
 * reference maths of `core/routing`; only the gate values of what was chosen are on the tape.
 */
import { checkValues, type Parameters, type ValuesOf } from '../../core/parameters.ts';
import type { Random } from '../../core/random.ts';
import type { Matrix } from '../../core/routing/matrix.ts';
import type { Routing } from '../../core/routing/routing.ts';
import type { GivenValues, PartDeclaration } from '../part.ts';
import type * as tf from '../tf.ts';
import type { Weights } from '../weights.ts';

/** Scores of the experts on the tape, all [T, E]; a router may have more than its logits. */
export interface Scores {
  /** Their softmax is the router's whole distribution, `Routing.probabilities`. */
  readonly logits: tf.Tensor2D;
  readonly [extra: string]: tf.Tensor2D;
}

export interface RouterContext {
  readonly weights: Weights;
  /** Width of the features that the gate sees. */
  readonly features: number;
  readonly experts: number;
  /** Width of the experts' hidden states, for gates that look at them. */
  readonly stateWidth: number;
}

export interface DecisionContext {
  readonly isTraining: boolean;
  /** Seeded; for noise that is drawn anew each step. */
  readonly random: Random;
  /** Experts a token for the time being, of routers that choose so many; their own number if absent. */
  readonly topK?: number | undefined;
}

export interface ScoreContext extends DecisionContext {
  /** [T, E, h], for gates that look at the experts: computed when asked for. */
  readonly expertStates: () => tf.Tensor3D;
}

/** What was decided outside the tape, as constants on it. */
export interface Decided {
  readonly routing: Routing;
  /** [T, E]: 1 where an expert was chosen and had room. */
  readonly kept: tf.Tensor2D;
  /** Constants of the router's own, such as its noise. */
  readonly constants: Readonly<Record<string, tf.Tensor2D>>;
}

export interface RouterInstance {
  /** Of features [T, d]. */
  readonly score: (features: tf.Tensor2D, context: ScoreContext) => Scores;
  /** Chooses experts by the values of the scores. `constants` become `Decided.constants`. */
  readonly decide: (
    values: Readonly<Record<string, Matrix>>,
    context: DecisionContext,
  ) => { readonly routing: Routing; readonly constants?: Readonly<Record<string, Matrix>> };
  /** What each expert's output is multiplied by, [T, E], on the tape; 0 where not kept. */
  readonly gates: (scores: Scores, decided: Decided) => tf.Tensor2D;
  /**
   * Of a router that chooses nothing but mixes tokens into slots of the experts (Soft MoE): s. Its scores then have
   * `slots`, [T, E · s], an expert's slots side by side; its logits are their log-sum-exp by expert.
   */
  readonly slotsPerExpert?: number;
  /** Multiply–adds for one token, where they are not each of its weights once. */
  readonly operations?: number;
  /** State beside the weights, such as balancing biases, by name: a snapshot is put back by writing into it. */
  readonly state?: Readonly<Record<string, Float64Array>>;
  /** What a step of training does to the state. */
  readonly afterStep?: (routing: Routing) => void;
}

interface RouterFacts {
  /** True if every token uses every expert: no dispatch can save work. */
  readonly isDense: boolean;
  /** True for the baseline without experts: one network, as wide as all of them together. */
  readonly isOneNetwork?: boolean;
  /** True if it works on the tokens of a sample, and so needs an encoder that makes some. */
  readonly needsTokens?: boolean;
  /** True if its choice has noise in training: scores named `deviation`, a constant named `thresholds`. */
  readonly hasNoise?: boolean;
}

interface RouterDefinition<P extends Parameters> extends PartDeclaration<P>, RouterFacts {
  /**
   * How many of so many experts a sample or token uses: on average where that varies, the most where it depends on the
   * sample. As asked for, which may be more than there are; all of them where it is absent.
   */
  readonly used?: (values: ValuesOf<P>, experts: number) => number;
  readonly build: (context: RouterContext, values: ValuesOf<P>) => RouterInstance;
}

export interface RouterKind extends PartDeclaration, RouterFacts {
  /** How many of so many experts a sample or token uses; may be more than there are, if a recipe asks for that. */
  readonly used: (values: GivenValues, experts: number) => number;
  /** Values that are absent or not allowed become their defaults. */
  readonly build: (context: RouterContext, values: GivenValues) => RouterInstance;
}

export function defineRouter<const P extends Parameters>(definition: RouterDefinition<P>): RouterKind {
  const { parameters, build, used } = definition;
  return {
    ...definition,
    used: (given, experts) => used?.(checkValues(parameters, given).values, experts) ?? experts,
    build: (context, given) => build(context, checkValues(parameters, given).values),
  };
}
