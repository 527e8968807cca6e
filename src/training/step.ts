/** One step of training. */
import type { Random } from '../core/random.ts';
import type { Routing } from '../core/routing/routing.ts';
import type { Forward } from './forward.ts';
import type { Model } from './model.ts';
import type { OptimizerInstance } from './optimizers/optimizer.ts';
import * as tf from './tf.ts';

export interface StepBatch {
  /** [B, …] as the dataset gives it. */
  readonly inputs: tf.Tensor;
  /** One-hot, [B, C], in float32: products of mixed dtypes have no working gradient. */
  readonly labels: tf.Tensor2D;
}

export interface StepResult {
  /** Of the whole objective, and of the loss without regularisers. */
  readonly objective: number;
  readonly loss: number;
  /** Samples of the batch whose label was predicted. */
  readonly correct: number;
  readonly routing: Routing;
}

/** Moves the weights once. Leaves no tensor behind; the batch stays the caller's. */
export function trainStep(
  model: Model,
  { batch, optimizer, random }: { batch: StepBatch; optimizer: OptimizerInstance; random: Random },
): StepResult {
  const weights = model.weights.trained();
  const seen: { routing?: Routing; measures?: tf.Tensor1D } = {};
  tf.engine().startScope();
  try {
    const { value, grads } = tf.variableGrads(
      () => {
        const forward = model.forward(batch.inputs, { isTraining: true, random });
        const loss = model.loss(forward, batch.labels);
        seen.routing = forward.decided.routing;
        seen.measures = tf.keep(
          tf.stack([loss, correctPredictions(model, forward, batch.labels)]) as tf.Tensor1D,
        );
        return tf.add(loss, model.penalty(forward, batch.inputs));
      },
      weights.map(({ variable }) => variable),
    );
    const gradients = Object.fromEntries(weights.map(({ name, variable }) => [name, grads[variable.name]!]));
    optimizer.apply(weights, gradients);
    model.shrink(optimizer.rate);
    const routing = seen.routing!;
    model.router.afterStep?.(routing);
    const [loss, correct] = seen.measures!.dataSync();
    return { objective: value.dataSync()[0]!, loss: loss!, correct: correct!, routing };
  } finally {
    seen.measures?.dispose();
    tf.engine().endScope();
  }
}

function correctPredictions(model: Model, forward: Forward, labels: tf.Tensor2D): tf.Scalar {
  const hits = tf.equal(tf.argMax(model.predict(forward), 1), tf.argMax(labels, 1));
  return tf.sum(tf.cast(hits, 'float32'));
}
