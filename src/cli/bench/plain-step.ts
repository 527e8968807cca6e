/** The reference step as one would write it at first: an expert at a time, with the optimiser of TensorFlow.js. */
import { seededRandom } from '../../core/random.ts';
import { glorotUniform } from '../../training/initializers.ts';
import * as tf from '../../training/tf.ts';
import { reference, referenceBatch } from './reference-step.ts';

export function plainStep(): () => void {
  const { inputs, experts, hidden, classes } = reference;
  const random = seededRandom(3);
  const matrix = (rows: number, columns: number) =>
    tf.variable(tf.tensor2d(glorotUniform(rows, columns)([rows, columns], random), [rows, columns]));
  const bias = (size: number) => tf.variable(tf.zeros<tf.Rank.R1>([size]));
  const gate = matrix(inputs, experts);
  const layers = Array.from({ length: experts }, () => ({
    up: matrix(inputs, hidden),
    upBias: bias(hidden),
    down: matrix(hidden, classes),
    downBias: bias(classes),
  }));
  const optimizer = tf.train.adam(0.001);
  const { inputs: x, labels } = referenceBatch();
  const loss = (): tf.Scalar => {
    const gates = tf.split(tf.softmax(tf.matMul(x, gate as tf.Tensor2D)), experts, 1);
    const mixed = layers.map(({ up, upBias, down, downBias }, i) => {
      const units = tf.relu(tf.add(tf.matMul(x, up as tf.Tensor2D), upBias));
      const scores = tf.add(tf.matMul(units as tf.Tensor2D, down as tf.Tensor2D), downBias);
      return tf.mul<tf.Tensor2D>(scores, gates[i]!);
    });
    return tf.losses.softmaxCrossEntropy<tf.Tensor2D, tf.Scalar>(labels, tf.addN(mixed));
  };
  return () => {
    const value = optimizer.minimize(loss, true);
    value?.dataSync();
    value?.dispose();
  };
}
