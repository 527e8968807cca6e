import { describe, expect, it } from 'vitest';
import { onBackend } from '../testing/tf-backends.ts';
import { KeptParts } from './kept-parts.ts';
import * as tf from './tf.ts';

function weight(): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor2d([1, 2, 3, 4], [2, 2])));
}

describe('parts of a weight', () => {
  it('are cut once while the weight stays as it is, and again when it has moved', () =>
    onBackend('cpu', () => {
      const [keeper, variable] = [new KeptParts(), weight()];
      const before = tf.memory().numTensors;
      const first = tf.tidy(() => keeper.split(variable, 2, 1));
      expect(Array.from(first[1]!.dataSync())).toEqual([2, 4]);
      expect(tf.tidy(() => keeper.split(variable, 2, 1))).toBe(first);
      tf.tidy(() => variable.assign(tf.mul(variable, 10)));
      const moved = tf.tidy(() => keeper.split(variable, 2, 1));
      expect(Array.from(moved[1]!.dataSync())).toEqual([20, 40]);
      expect(first[0]!.isDisposed).toBe(true);
      keeper.dispose();
      expect(tf.memory().numTensors).toBe(before);
      variable.dispose();
      return tf.scalar(0);
    }));

  it('are on the tape where gradients are recorded, whatever was kept before', () =>
    onBackend('cpu', () => {
      const [keeper, variable] = [new KeptParts(), weight()];
      const before = tf.memory().numTensors;
      tf.tidy(() => keeper.split(variable, 2, 1));
      const { value, grads } = tf.variableGrads(
        () => tf.sum(tf.square(keeper.split(variable, 2, 1)[1]!)),
        [variable],
      );
      expect(Array.from(Object.values(grads)[0]!.dataSync())).toEqual([0, 4, 0, 8]);
      tf.dispose([value, ...Object.values(grads)]);
      expect(tf.memory().numTensors).toBe(before);
      variable.dispose();
      return tf.scalar(0);
    }));
});
