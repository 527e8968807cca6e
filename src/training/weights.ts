/** The trained weights of a model, by name: what an optimiser moves, a regulariser weighs and a checkpoint holds. */
import type { Random } from '../core/random.ts';
import type { WeightGroup } from '../core/recipe.ts';
import { zeros, type Initializer } from './initializers.ts';
import { KeptParts } from './kept-parts.ts';
import * as tf from './tf.ts';

export type { WeightGroup };

export interface Weight {
  /** As the checkpoint names it. */
  readonly name: string;
  readonly group: WeightGroup;
  /** Biases and norms: left out of weight penalties and of curves. */
  readonly isVector: boolean;
  /** Where it holds weights of all experts: the axis along which they lie side by side, in equal parts; else null. */
  readonly expertAxis: number | null;
  /** Hidden layer whose units the last axis but one counts, or the last one; null where no layer is. */
  readonly from: string | null;
  readonly to: string | null;
  readonly variable: tf.Variable;
  /** Frozen weights get no gradient. */
  isFrozen: boolean;
}

export interface NewWeight {
  readonly shape: readonly number[];
  readonly group: WeightGroup;
  readonly init: Initializer;
  /** Unless said otherwise, a weight of one axis is one: biases of all experts have two. */
  readonly isVector?: boolean;
  readonly expertAxis?: number;
  readonly from?: string;
  readonly to?: string;
}

export class Weights {
  readonly #byName = new Map<string, Weight>();
  readonly #random: Random;
  /** Weights of all experts, cut by expert. */
  readonly parts = new KeptParts();

  constructor(random: Random) {
    this.#random = random;
  }

  create(name: string, { shape, group, init, isVector, expertAxis, from, to }: NewWeight): tf.Variable {
    if (this.#byName.has(name)) throw new Error(`two weights are called ${name}`);
    const variable = this.make(shape, init);
    this.#byName.set(name, {
      name,
      group,
      isVector: isVector ?? shape.length < 2,
      expertAxis: expertAxis ?? null,
      from: from ?? null,
      to: to ?? null,
      variable,
      isFrozen: false,
    });
    return variable;
  }

  protected make(shape: readonly number[], init: Initializer): tf.Variable {
    return tf.tidy(() => tf.variable(tf.tensor(init(shape, this.#random), [...shape]), true));
  }

  all(): readonly Weight[] {
    return [...this.#byName.values()];
  }

  trained(): readonly Weight[] {
    return this.all().filter(({ isFrozen }) => !isFrozen);
  }

  find(name: string): Weight | undefined {
    return this.#byName.get(name);
  }

  /** Number of weights in all. */
  count(): number {
    return this.all().reduce((sum, { variable }) => sum + variable.size, 0);
  }

  dispose(): void {
    this.parts.dispose();
    for (const { variable } of this.#byName.values()) variable.dispose();
    this.#byName.clear();
  }
}

/** A layer x · W + b, with its weights made on the spot. */
export function linear(
  weights: Weights,
  name: string,
  layer: {
    readonly inputs: number;
    readonly outputs: number;
    readonly group: WeightGroup;
    readonly init: Initializer;
    readonly hasBias?: boolean;
  },
): (x: tf.Tensor2D) => tf.Tensor2D {
  const { inputs, outputs, group, init, hasBias = true } = layer;
  const kernel = weights.create(`${name}.weight`, { shape: [inputs, outputs], group, init });
  const bias = hasBias
    ? weights.create(`${name}.bias`, {
        shape: [outputs],
        group,
        init: zeros,
      })
    : null;
  return (x) => {
    const product: tf.Tensor2D = tf.matMul(x, kernel);
    return bias === null ? product : product.add(bias);
  };
}
