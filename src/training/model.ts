/** A model put together from a recipe: encoder, experts with their router, and what joins them to the classes. */
import type { Recipe } from '../core/recipe.ts';
import { seededRandom } from '../core/random.ts';
import { encoders } from './encoders/index.ts';
import type { EncoderInstance, InputForm, InputShape } from './encoders/encoder.ts';
import type { Forward } from './forward.ts';
import { losses } from './losses/index.ts';
import type { LossInstance } from './losses/loss.ts';
import { Mixture, type ExpertsApart } from './mixture.ts';
import { chosenPart } from './part.ts';
import { placements } from './placements/index.ts';
import type { PlacementInstance } from './placements/placement.ts';
import { regularizers } from './regularizers/index.ts';
import type { RegularizerInstance } from './regularizers/regularizer.ts';
import type { DecisionContext, RouterInstance } from './routers/router.ts';
import * as tf from './tf.ts';
import { Weights } from './weights.ts';

export interface ModelContext {
  readonly input: InputShape;
  readonly classes: number;
}

export class Model {
  readonly weights: Weights;
  /** What a batch is to be filled with. */
  readonly reads: InputForm;
  readonly #encoder: EncoderInstance;
  readonly #placement: PlacementInstance;
  readonly #needsEach: boolean;
  readonly #loss: LossInstance;
  readonly #regularizers: readonly RegularizerInstance[];

  /** `weights` are those to fill: ones drawn from the recipe's seed unless given. */
  constructor(
    recipe: Recipe,
    { input, classes }: ModelContext,
    weights = new Weights(seededRandom(recipe.seed)),
  ) {
    this.weights = weights;
    this.#encoder = chosenPart(encoders, recipe.encoder).build({ weights, input }, recipe.encoder.values);
    this.reads = this.#encoder.reads ?? { kind: 'numbers' };
    const { features, tokens, image } = this.#encoder;
    this.#placement = chosenPart(placements, recipe.placement).build(
      {
        weights,
        features,
        tokens,
        image,
        classes,
        mixture: (network) => new Mixture(recipe, { weights, ...network }),
      },
      recipe.placement.values,
    );
    const loss = chosenPart(losses, recipe.loss);
    this.#needsEach = loss.needs === 'each';
    this.#loss = loss.build(recipe.loss.values);
    this.#regularizers = recipe.regularizers.map((choice) =>
      chosenPart(regularizers, choice).build(choice.values),
    );
  }

  /** How many experts the router chooses among. */
  get experts(): number {
    return this.#placement.mixture.count;
  }

  get router(): RouterInstance {
    return this.#placement.mixture.router;
  }

  /** Runs inside a tidy or a tape. */
  forward(
    inputs: tf.Tensor,
    context: DecisionContext,
    { needsEach = this.#needsEach }: { readonly needsEach?: boolean } = {},
  ): Forward {
    const { encode, realRows, tokens } = this.#encoder;
    const layout = { samples: inputs.shape[0], tokens, real: realRows?.(inputs) ?? null };
    return this.#placement.run({ features: encode(inputs), layout, context, needsEach });
  }

  /** The experts that the router chooses among, each on features of its own. Runs inside a tidy. */
  expertsApart(): ExpertsApart {
    return this.#placement.mixture.apart();
  }

  /** What the regularisers add to the loss. */
  penalty(forward: Forward, inputs: tf.Tensor): tf.Scalar {
    const input = { forward, inputs, weights: this.weights.all() };
    return this.#regularizers.reduce(
      (sum, { penalty }) => tf.add<tf.Scalar>(sum, penalty(input)),
      tf.scalar(0),
    );
  }

  /** After a step: what regularisers do to the trained weights themselves. */
  shrink(rate: number): void {
    for (const { shrink } of this.#regularizers) shrink?.(this.weights.trained(), rate);
  }

  /** Mean over the batch; `labels` are one-hot. */
  loss(forward: Forward, labels: tf.Tensor2D): tf.Scalar {
    return this.#loss.loss(forward, labels);
  }

  /** Log-probabilities of the classes up to a constant a row, [B, C]. */
  predict(forward: Forward): tf.Tensor2D {
    return this.#loss.predict(forward);
  }

  /** Multiply–adds for one sample whose tokens use so many experts each. */
  operations(used: number): number {
    const { operations: encoding, tokens } = this.#encoder;
    const { operations: rest, mixture } = this.#placement;
    return encoding + rest + mixture.operations({ tokens, used });
  }

  dispose(): void {
    this.weights.dispose();
  }
}
