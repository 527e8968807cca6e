/**
 * Weights taken over from another model: experts that were trained before are used again, as they are or as a beginning.
 * A gate distilled from an attentive one (arXiv 2302.14703) begins with its trunk and its experts, and they stay frozen.
 */
import type { Model } from './model.ts';
import type { NamedArray } from './snapshot.ts';
import * as tf from './tf.ts';
import type { WeightGroup } from './weights.ts';

export interface Inheritance {
  readonly weights: readonly NamedArray[];
  /** What is not trained any further. */
  readonly frozen: readonly WeightGroup[];
}

/** Copies every weight that has the same name and shape in both; returns the names. The others begin anew. */
export function inherit(model: Model, { weights, frozen }: Inheritance): readonly string[] {
  const given = new Map(weights.map((array) => [array.name, array]));
  const taken: string[] = [];
  for (const weight of model.weights.all()) {
    const array = given.get(weight.name);
    if (array?.shape.join() === weight.variable.shape.join()) {
      tf.tidy(() => weight.variable.assign(tf.tensor(array.values, [...array.shape])));
      taken.push(weight.name);
    }
    weight.isFrozen = frozen.includes(weight.group);
  }
  return taken;
}
