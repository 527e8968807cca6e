/** A model put together from a recipe: encoder, router, experts, and what joins them to the classes. */
import { checkValues } from '../core/parameters.ts';
import type { PartChoice, Recipe } from '../core/recipe.ts';
import { seededRandom } from '../core/random.ts';
import type { Matrix } from '../core/routing/matrix.ts';
import type { Routing } from '../core/routing/routing.ts';
import { selectionMask } from '../core/routing/selection.ts';
import { encoders } from './encoders/index.ts';
import type { EncoderInstance, InputShape } from './encoders/encoder.ts';
import { expertKinds } from './experts/index.ts';
import type { ExpertsInstance } from './experts/expert-kind.ts';
import { isDispatchFaster } from './dispatch.ts';
import type { Forward } from './forward.ts';
import { losses } from './losses/index.ts';
import type { LossInstance, LossKind } from './losses/loss.ts';
import { findPart } from './part.ts';
import { regularizers } from './regularizers/index.ts';
import type { RegularizerTerm } from './regularizers/regularizer.ts';
import { routers } from './routers/index.ts';
import type { Decided, DecisionContext, RouterInstance, RouterKind, Scores } from './routers/router.ts';
import * as tf from './tf.ts';
import { Weights } from './weights.ts';

export interface ModelContext {
  readonly input: InputShape;
  readonly classes: number;
}

export class Model {
  readonly weights: Weights;
  readonly experts: number;
  readonly #encoder: EncoderInstance;
  readonly #routerKind: RouterKind;
  readonly router: RouterInstance;
  readonly #experts: ExpertsInstance;
  readonly #lossKind: LossKind;
  readonly #loss: LossInstance;
  readonly #terms: readonly RegularizerTerm[];

  constructor(recipe: Recipe, { input, classes }: ModelContext) {
    this.weights = new Weights(seededRandom(recipe.seed));
    const { weights } = this;
    this.#encoder = chosen(encoders, recipe.encoder).build({ weights, input }, recipe.encoder.values);
    const { features } = this.#encoder;
    this.#routerKind = chosen(routers, recipe.router);
    const expertKind = chosen(expertKinds, recipe.experts);
    const count = Number(checkValues(expertKind.parameters, recipe.experts.values).values.count);
    const isOneNetwork = this.#routerKind.isOneNetwork === true;
    this.experts = isOneNetwork ? 1 : count;
    const { experts } = this;
    this.#experts = expertKind.build(
      { weights, inputs: features, outputs: classes, experts, widthFactor: isOneNetwork ? count : 1 },
      recipe.experts.values,
    );
    const { stateWidth } = this.#experts;
    this.router = this.#routerKind.build({ weights, features, experts, stateWidth }, recipe.router.values);
    this.#lossKind = chosen(losses, recipe.loss);
    this.#loss = this.#lossKind.build(recipe.loss.values);
    this.#terms = recipe.regularizers.map((choice) => chosen(regularizers, choice).build(choice.values));
  }

  /** Runs inside a tidy or a tape. */
  forward(inputs: tf.Tensor, context: DecisionContext): Forward {
    const features = this.#encoder.encode(inputs);
    const expertStates = (): tf.Tensor3D => this.#experts.states(features);
    const scores = this.router.score(features, { ...context, expertStates });
    const decided = this.#decide(scores, context);
    const gates = this.router.gates(scores, decided);
    const needsEach = this.#lossKind.needs === 'each';
    const expertLogits = needsEach ? this.#experts.each(features) : null;
    const logits =
      expertLogits === null
        ? this.#combine(features, gates, decided.routing)
        : tf.sum<tf.Tensor2D>(tf.mul(expertLogits, gates.expandDims(2)), 1);
    return { features, scores, decided, gates, logits, expertLogits };
  }

  /** What the regularisers add to the loss. */
  penalty(forward: Forward, inputs: tf.Tensor): tf.Scalar {
    const input = { forward, inputs, weights: this.weights.all() };
    return this.#terms.reduce((sum, term) => tf.add<tf.Scalar>(sum, term(input)), tf.scalar(0));
  }

  /** Mean over the batch; `labels` are one-hot. */
  loss(forward: Forward, labels: tf.Tensor2D): tf.Scalar {
    return this.#loss.loss(forward, labels);
  }

  /** Log-probabilities of the classes up to a constant a row, [B, C]. */
  predict(forward: Forward): tf.Tensor2D {
    return this.#loss.predict(forward);
  }

  dispose(): void {
    this.weights.dispose();
  }

  #combine(features: tf.Tensor2D, gates: tf.Tensor2D, routing: Routing): tf.Tensor2D {
    const size = { samples: features.shape[0], experts: this.experts, operations: this.#experts.operations };
    const { selection } = routing;
    const used = selection.experts.length / Math.max(1, selection.tokens);
    const isSparse = !this.#routerKind.isDense && isDispatchFaster(size, { used, backend: tf.getBackend() });
    return isSparse
      ? this.#experts.dispatched(features, gates, routing)
      : this.#experts.combined(features, gates);
  }

  #decide(scores: Scores, context: DecisionContext): Decided {
    const values = Object.fromEntries(
      Object.entries(scores).map(([name, tensor]) => [name, matrixOf(tensor)]),
    );
    const { routing, constants = {} } = this.router.decide(values, context);
    return {
      routing,
      kept: keptMask(routing, this.experts),
      constants: Object.fromEntries(
        Object.entries(constants).map(([name, matrix]) => [name, tensorOf(matrix)]),
      ),
    };
  }
}

function chosen<T extends { readonly id: string }>(parts: readonly T[], { id }: PartChoice): T {
  const part = findPart(parts, id);
  if (part === null) throw new Error(`there is no ${id}`);
  return part;
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
  const kept = {
    ...selection,
    experts: selection.experts.map((expert, at) => (dropped[at] === 0 ? expert : -1)),
  };
  return tensorOf(selectionMask(kept, experts));
}
