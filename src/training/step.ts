/** One step of training. */
import { seededRandom, type Random } from '../core/random.ts';
import type { Routing } from '../core/routing/routing.ts';
import type { Forward } from './forward.ts';
import type { KeptZeros } from './kept-zeros.ts';
import type { Model } from './model.ts';
import type { OptimizerInstance } from './optimizers/optimizer.ts';
import * as tf from './tf.ts';

export interface StepBatch {
  /** [B, …] as the dataset gives it. */
  readonly inputs: tf.Tensor;
  /** One-hot, [B, C], in float32: products of mixed dtypes have no working gradient. */
  readonly labels: tf.Tensor2D;
}

export interface StepOptions {
  readonly batch: StepBatch;
  readonly optimizer: OptimizerInstance;
  readonly random: Random;
  /** Experts a sample, while that is being lowered. */
  readonly topK?: number | undefined;
  /** What is to be learned in place of the labels: what this model says. */
  readonly teacher?: Model | null;
  /** Weights that are zero and are to stay so. */
  readonly zeros?: KeptZeros | null;
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
  { batch, optimizer, random, topK, teacher = null, zeros = null }: StepOptions,
): StepResult {
  const weights = model.weights.trained();
  const seen: { routing?: Routing; measures?: tf.Tensor1D } = {};
  tf.engine().startScope();
  try {
    const wanted = teacher === null ? null : logProbabilitiesOf(teacher, batch.inputs);
    const { value, grads } = tf.variableGrads(
      () => {
        const forward = model.forward(batch.inputs, { isTraining: true, random, topK });
        const loss =
          wanted === null
            ? model.loss(forward, batch.labels)
            : divergence(wanted, tf.logSoftmax(model.predict(forward)));
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
    zeros?.restore();
    const routing = seen.routing!;
    model.router.afterStep?.(routing);
    const [loss, correct] = seen.measures!.dataSync();
    return { objective: value.dataSync()[0]!, loss: loss!, correct: correct!, routing };
  } finally {
    seen.measures?.dispose();
    tf.engine().endScope();
  }
}

/** [B, C], as the model says when it is not trained. */
function logProbabilitiesOf(model: Model, inputs: tf.Tensor): tf.Tensor2D {
  const context = { isTraining: false, random: seededRandom(0) };
  return tf.tidy(() => tf.logSoftmax(model.predict(model.forward(inputs, context))));
}

/** Mean over rows of KL(p ‖ q), of log-probabilities. */
function divergence(logP: tf.Tensor2D, logQ: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.sum(tf.mul(tf.exp(logP), tf.sub(logP, logQ)), 1));
}

function correctPredictions(model: Model, forward: Forward, labels: tf.Tensor2D): tf.Scalar {
  const hits = tf.equal(tf.argMax(model.predict(forward), 1), tf.argMax(labels, 1));
  return tf.sum(tf.cast(hits, 'float32'));
}
