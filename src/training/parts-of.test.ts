import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../testing/tf-backends.ts';
import { splitParts, unstackParts } from './parts-of.ts';
import { sumOf } from './regularizers/sum-of.ts';
import * as tf from './tf.ts';

const values = [1, 2, 3, 4, 5, 6];

describe.each(['wasm', 'cpu'] as const)('a tensor in parts on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it.each([1, 2, 3])('has a gradient when it is split in %i', (parts) => {
    const x = tf.tensor2d(values, [6, 1]);
    const slope = tf.grad((whole: tf.Tensor) => {
      const pieces = splitParts(whole, parts);
      expect(pieces).toHaveLength(parts);
      // each part counts once more than the one before it
      return sumOf(pieces.map((piece, i) => tf.sum(tf.mul(piece, i + 1))));
    })(x);
    expect([...slope.dataSync()]).toEqual(values.map((_, i) => Math.floor((i * parts) / 6) + 1));
  });

  it.each([1, 2, 3])('has a gradient when %i parts are unstacked', (parts) => {
    const x = tf.tensor2d(values, [parts, 6 / parts]);
    const slope = tf.grad((whole: tf.Tensor) => {
      const pieces = unstackParts(whole);
      expect(pieces.map(({ shape }) => shape)).toEqual(Array(parts).fill([6 / parts]));
      return sumOf(pieces.map((piece, i) => tf.sum(tf.mul(piece, i + 1))));
    })(x);
    expect([...slope.dataSync()]).toEqual(values.map((_, i) => Math.floor((i * parts) / 6) + 1));
  });

  it('is split into parts of unequal sizes', () => {
    const pieces = splitParts(tf.tensor1d(values), [1, 5]);
    expect(pieces.map((piece) => [...piece.dataSync()])).toEqual([[1], [2, 3, 4, 5, 6]]);
    expect(splitParts(tf.tensor1d(values), [6])).toHaveLength(1);
  });
});
