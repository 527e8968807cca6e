/** The step that speed is told by: 128 rows of 784, eight experts of 64 units mixed softly, 10 classes, Adam. */
import { seededRandom } from '../../core/random.ts';
import { recipeWith } from '../../training/presets/recipes.ts';
import { Model } from '../../training/model.ts';
import { adam } from '../../training/optimizers/adam.ts';
import { trainStep } from '../../training/step.ts';
import * as tf from '../../training/tf.ts';

export const reference = { rows: 128, inputs: 784, experts: 8, hidden: 64, classes: 10 } as const;

/** Rows of noise with labels in turn. */
export function referenceBatch(): { readonly inputs: tf.Tensor2D; readonly labels: tf.Tensor2D } {
  const { rows, inputs, classes } = reference;
  const random = seededRandom(1);
  const values = Float32Array.from({ length: rows * inputs }, () => random.normal());
  return {
    inputs: tf.tensor2d(values, [rows, inputs]),
    labels: tf.tidy(() => {
      const ids = Int32Array.from({ length: rows }, (_, i) => i % classes);
      return tf.oneHot(tf.tensor1d(ids, 'int32'), classes, 1, 0, 'float32') as tf.Tensor2D;
    }),
  };
}

export interface Stepper {
  readonly step: () => void;
  /** Tensors that one more thousand of steps would leave behind. */
  readonly leakedAfter: (steps: number) => number;
}

export function productStep(): Stepper {
  const { inputs, classes } = reference;
  const recipe = recipeWith({});
  const model = new Model(recipe, { input: { kind: 'vector', features: inputs }, classes });
  const optimizer = adam.build(recipe.optimizer.values);
  const batch = referenceBatch();
  const random = seededRandom(2);
  const step = () => void trainStep(model, { batch, optimizer, random });
  return {
    step,
    leakedAfter: (steps) => {
      step();
      const before = tf.memory().numTensors;
      for (let i = 0; i < steps; i++) step();
      return tf.memory().numTensors - before;
    },
  };
}
