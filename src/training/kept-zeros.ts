/** Weights of experts that were pruned away: zero after every step, whatever gradients, momentum and decay make of them. */
import * as tf from './tf.ts';
import type { Weight } from './weights.ts';

export class KeptZeros {
  /** 1 where a weight may move; of matrices that have zeros. */
  readonly #masks = new Map<Weight, tf.Tensor>();

  /** Those that are zero now. Biases are not pruned, and begin as zeros. */
  constructor(weights: readonly Weight[]) {
    for (const weight of weights) {
      if (weight.group !== 'experts' || weight.isVector || weight.isFrozen) continue;
      const values = weight.variable.dataSync<'float32'>();
      if (!values.includes(0)) continue;
      const mask = values.map((value) => (value === 0 ? 0 : 1));
      this.#masks.set(weight, tf.tensor(mask, weight.variable.shape));
    }
  }

  restore(): void {
    for (const [{ variable }, mask] of this.#masks) tf.tidy(() => variable.assign(tf.mul(variable, mask)));
  }

  dispose(): void {
    for (const mask of this.#masks.values()) mask.dispose();
    this.#masks.clear();
  }
}
