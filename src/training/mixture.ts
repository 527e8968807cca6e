/** The mixture itself: a gate with its trunk, the experts that it chooses among, and those that see everything. */
import type { Recipe } from '../core/recipe.ts';
import type { Matrix } from '../core/routing/matrix.ts';
import type { Routing } from '../core/routing/routing.ts';
import type { ImageShape } from './datasets/dataset.ts';
import { dispatch, isDispatchFaster } from './dispatch.ts';
import type { ExpertKind, ExpertsInstance, OneExpert, SideBySide } from './experts/expert-kind.ts';
import { expertKinds } from './experts/index.ts';
import { realRows, type Layout } from './layout.ts';
import { chosenPart } from './part.ts';
import { routers } from './routers/index.ts';
import type {
  Decided,
  DecisionContext,
  RouterInstance,
  RouterKind,
  ScoreContext,
  Scores,
} from './routers/router.ts';
import { mixThroughSlots, type SlotInput } from './slots.ts';
import * as tf from './tf.ts';
import { trunks } from './trunks/index.ts';
import type { TrunkInstance } from './trunks/trunk.ts';
import type { Weights } from './weights.ts';

export interface MixtureContext {
  readonly weights: Weights;
  readonly inputs: number;
  /** Where each row of the input is an image: its shape. */
  readonly image?: ImageShape | undefined;
  readonly outputs: number;
}

export interface MixtureInput {
  /** [B · m, d], padding included. */
  readonly x: tf.Tensor2D;
  readonly layout: Layout;
  readonly context: DecisionContext;
  /** Whether the loss asks for what each expert puts out. */
  readonly needsEach: boolean;
}

/** What came of the T real rows. */
export interface Mixed {
  /** What the experts saw, [T, d], and the gate, [T, d_g]. */
  readonly features: tf.Tensor2D;
  readonly gateFeatures: tf.Tensor2D;
  readonly scores: Scores;
  readonly decided: Decided;
  /** [T, E]. */
  readonly gates: tf.Tensor2D;
  /** Shared experts included, [T, o]. */
  readonly outputs: tf.Tensor2D;
  /** Each expert's, with that of the shared ones, [T, E, o]; null unless asked for. */
  readonly each: tf.Tensor3D | null;
  /** The same without the shared ones. */
  readonly eachAlone: tf.Tensor3D | null;
}

export interface ExpertsApart {
  readonly outputs: OneExpert;
  readonly units: OneExpert | null;
}

export class Mixture {
  /** Number of experts that the router chooses among. */
  readonly count: number;
  readonly router: RouterInstance;
  readonly #isDense: boolean;
  readonly #trunk: TrunkInstance;
  readonly #experts: ExpertsInstance;
  readonly #shared: ExpertsInstance | null;
  readonly #sharedCount: number;
  readonly #inputs: number;
  readonly #outputs: number;
  readonly #gateOperations: number;

  constructor(recipe: Recipe, { weights, inputs, image, outputs }: MixtureContext) {
    const kind = chosenPart(expertKinds, recipe.experts);
    const routerKind = chosenPart(routers, recipe.router);
    const { count, shared, widthFactor } = networksOf(recipe, { kind, routerKind });
    const network = { weights, inputs, image, outputs, widthFactor };
    this.count = count;
    this.#isDense = routerKind.isDense;
    this.#sharedCount = shared;
    this.#inputs = inputs;
    this.#outputs = outputs;
    this.#trunk = chosenPart(trunks, recipe.trunk).build({ weights, inputs, image }, recipe.trunk.values);
    this.#experts = kind.build({ ...network, group: 'experts', experts: count }, recipe.experts.values);
    this.#shared =
      shared === 0
        ? null
        : kind.build({ ...network, group: 'shared', experts: shared }, recipe.experts.values);
    const before = matrixElements(weights);
    const { stateWidth } = this.#experts;
    const gate = { weights, features: this.#trunk.outputs, experts: count, stateWidth };
    this.router = routerKind.build(gate, recipe.router.values);
    this.#gateOperations = this.router.operations ?? matrixElements(weights) - before;
  }

  run({ x, layout, context, needsEach }: MixtureInput): Mixed {
    const features = realRows(x, layout);
    const experts = this.#experts.sideBySide(features);
    const { gateFeatures, scores, slots } = this.#score(x, layout, {
      ...context,
      expertStates: experts.states,
    });
    const decided = this.#decide(scores, context);
    const gates = this.router.gates(scores, decided);
    const each = needsEach ? experts.each() : null;
    const combined =
      slots === null
        ? this.#combine({ features, gates, experts, each, routing: decided.routing })
        : this.#throughSlots({ x, logits: slots, layout });
    const shared = this.#shared
      ?.sideBySide(features)
      .combined(tf.ones([features.shape[0], this.#sharedCount]));
    return {
      features,
      gateFeatures,
      scores,
      decided,
      gates,
      outputs: shared === undefined ? combined : tf.add(combined, shared),
      eachAlone: each,
      each: each === null || shared === undefined ? each : tf.add(each, tf.expandDims(shared, 1)),
    };
  }

  /** Each expert by itself, on rows of its own; `units` where it has one hidden layer. */
  apart(): ExpertsApart {
    return { outputs: this.#experts.apart(), units: this.#experts.unitsApart?.() ?? null };
  }

  /** Multiply–adds for a sample of so many tokens, each of which uses so many experts. */
  operations({ tokens, used }: { readonly tokens: number; readonly used: number }): number {
    const { operations } = this.#experts;
    const gate = this.#trunk.operations + this.#gateOperations;
    const { slotsPerExpert } = this.router;
    if (slotsPerExpert === undefined) {
      return tokens * (gate + (this.#sharedCount + used) * operations);
    }
    const slots = slotsPerExpert * this.count;
    const mixing = slots * (this.#inputs + this.#outputs);
    return tokens * (gate + mixing + this.#sharedCount * operations) + slots * operations;
  }

  /** Of the real rows. Mixing into slots wants the tokens of a sample side by side, so its logits keep the padding. */
  #score(x: tf.Tensor2D, layout: Layout, context: ScoreContext) {
    const isMixing = this.router.slotsPerExpert !== undefined;
    const gateFeatures = this.#trunk.apply(isMixing ? x : realRows(x, layout));
    const scores = this.router.score(gateFeatures, context);
    if (!isMixing) return { gateFeatures, scores, slots: null };
    const { slots } = scores;
    if (slots === undefined) throw new Error('a router that mixes into slots scores none');
    const real: Scores = { logits: realRows(scores.logits, layout), slots: realRows(slots, layout) };
    return { gateFeatures: realRows(gateFeatures, layout), scores: real, slots };
  }

  #decide(scores: Scores, context: DecisionContext): Decided {
    const values = Object.fromEntries(
      Object.entries(scores).map(([name, tensor]) => [name, matrixOf(tensor)]),
    );
    const { routing, constants = {} } = this.router.decide(values, context);
    return {
      routing,
      kept: keptMask(routing, this.count),
      constants: Object.fromEntries(
        Object.entries(constants).map(([name, matrix]) => [name, tensorOf(matrix)]),
      ),
    };
  }

  #combine({ features, gates, routing, experts, each }: Combination): tf.Tensor2D {
    if (each !== null) return tf.sum<tf.Tensor2D>(tf.mul(each, tf.expandDims(gates, 2)), 1);
    const { operations } = this.#experts;
    const size = { rows: features.shape[0], experts: this.count, operations };
    const isSparse = !this.#isDense && isDispatchFaster(size, { routing, backend: tf.getBackend() });
    if (!isSparse) return experts.combined(gates);
    return dispatch({ x: features, gates, routing, outputs: this.#outputs }, this.#experts.apart());
  }

  #throughSlots({ x, logits, layout }: Omit<SlotInput, 'experts'>): tf.Tensor2D {
    const mixed = mixThroughSlots({ x, logits, layout, experts: this.count }, this.#experts.apart());
    return realRows(mixed, layout);
  }
}

interface Combination {
  readonly features: tf.Tensor2D;
  readonly gates: tf.Tensor2D;
  readonly routing: Routing;
  readonly experts: SideBySide;
  readonly each: tf.Tensor3D | null;
}

/** How many networks of which width; without a mixture one, with the units of all experts. */
function networksOf(
  recipe: Recipe,
  { kind, routerKind }: { readonly kind: ExpertKind; readonly routerKind: RouterKind },
): { readonly count: number; readonly shared: number; readonly widthFactor: number } {
  const { count, shared } = kind.numbers(recipe.experts.values);
  if (routerKind.isOneNetwork !== true) return { count, shared, widthFactor: 1 };
  return { count: 1, shared: 0, widthFactor: count + shared };
}

function matrixElements(weights: Weights): number {
  return weights.all().reduce((sum, { variable, isVector }) => sum + (isVector ? 0 : variable.size), 0);
}

function matrixOf(tensor: tf.Tensor2D): Matrix {
  const [rows, columns] = tensor.shape;
  return { rows, columns, values: Float64Array.from(tensor.dataSync()) };
}

function tensorOf({ rows, columns, values }: Matrix): tf.Tensor2D {
  return tf.tensor2d(Float32Array.from(values), [rows, columns]);
}

/** 1 where an expert was chosen and had room, [T, E]. */
function keptMask({ selection, dropped }: Routing, experts: number): tf.Tensor2D {
  const { tokens, slots } = selection;
  const mask = new Float32Array(tokens * experts);
  selection.experts.forEach((expert, at) => {
    if (expert >= 0 && dropped[at] === 0) mask[Math.floor(at / slots) * experts + expert] = 1;
  });
  return tf.tensor2d(mask, [tokens, experts]);
}
