/** Weights taken over from another model, and weights that stay as they are: the beginning of a run that does not begin anew. */
import type { WeightGroup } from '../core/recipe.ts';
import type { Model } from './model.ts';
import type { NamedArray } from './snapshot.ts';
import * as tf from './tf.ts';
import type { Weight } from './weights.ts';

export interface Inheritance {
  readonly weights: readonly NamedArray[];
  /** How many experts those weights are of; 0 where their experts are of another kind and stay behind. */
  readonly experts: number;
  /** The expert that takes the place of the first of them; the first unless said otherwise. */
  readonly firstExpert?: number;
}

/**
 * Copies every weight that has the same name and shape in both, and experts even where their number differs; returns the
 * names. What is left begins anew.
 */
export function inherit(model: Model, { weights, experts, firstExpert = 0 }: Inheritance): readonly string[] {
  const given = new Map(weights.map((array) => [array.name, array]));
  return model.weights.all().flatMap((weight) => {
    const array = given.get(weight.name);
    if (array === undefined) return [];
    const isOfExperts = weight.group === 'experts' && weight.expertAxis !== null;
    const isTaken = isOfExperts
      ? takeExperts(weight, array, { experts: model.experts, given: experts, firstExpert })
      : takeWhole(weight, array);
    return isTaken ? [weight.name] : [];
  });
}

/** Frozen weights are not trained; a snapshot does not say which they are, the recipe does. */
export function freeze(model: Model, frozen: readonly WeightGroup[]): void {
  for (const weight of model.weights.all()) weight.isFrozen = frozen.includes(weight.group);
}

function takeWhole({ variable }: Weight, { shape, values }: NamedArray): boolean {
  if (shape.join() !== variable.shape.join()) return false;
  tf.tidy(() => variable.assign(tf.tensor(values, [...shape])));
  return true;
}

/** Puts experts, who lie side by side along an axis, in the place of as many others. */
function takeExperts(
  { variable, expertAxis }: Weight,
  { shape, values }: NamedArray,
  { experts, given, firstExpert }: { experts: number; given: number; firstExpert: number },
): boolean {
  const axis = expertAxis!;
  const perExpert = variable.shape[axis]! / experts;
  const isSame = shape.every((size, i) => size === (i === axis ? perExpert * given : variable.shape[i]));
  const count = Math.min(given, experts - firstExpert);
  if (!isSame || shape.length !== variable.rank || count <= 0) return false;
  tf.tidy(() => {
    const part = (x: tf.Tensor, first: number, end: number): tf.Tensor[] => {
      const begin = x.shape.map((_, i) => (i === axis ? first * perExpert : 0));
      const size = x.shape.map((all, i) => (i === axis ? (end - first) * perExpert : all));
      return end > first ? [tf.slice(x, begin, size)] : [];
    };
    const taken = part(tf.tensor(values, [...shape]), 0, count);
    const before = part(variable, 0, firstExpert);
    const after = part(variable, firstExpert + count, experts);
    variable.assign(tf.concat([...before, ...taken, ...after], axis));
  });
  return true;
}
