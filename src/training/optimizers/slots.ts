/** Tensors that an optimiser keeps beside each weight. */
import * as tf from '../tf.ts';

export class Slots {
  readonly #variables = new Map<string, tf.Variable>();

  /** The slot of a weight, made of zeros when first asked for. */
  of(weight: string, slot: string, like: tf.Variable): tf.Variable {
    const name = `${weight}/${slot}`;
    let variable = this.#variables.get(name);
    if (variable === undefined) {
      variable = tf.tidy(() => tf.variable(tf.zerosLike(like), false));
      this.#variables.set(name, variable);
    }
    return variable;
  }

  restore(name: string, values: Float32Array, shape: readonly number[]): void {
    this.#variables.get(name)?.dispose();
    this.#variables.set(
      name,
      tf.tidy(() => tf.variable(tf.tensor(values, [...shape]), false)),
    );
  }

  all(): ReadonlyMap<string, tf.Variable> {
    return this.#variables;
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#variables.clear();
  }
}
