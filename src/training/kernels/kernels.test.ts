import * as tf from '../tf.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { onBackend } from '../../testing/tf-backends.ts';

const random = seededRandom(1);

function randomTensor(shape: number[]): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  );
}

/** The same computation on WASM with the repairs and on the plain CPU backend. */
async function expectSame(compute: (...given: tf.Tensor[]) => tf.Tensor, shapes: number[][]): Promise<void> {
  const data = shapes.map((shape) =>
    Array.from({ length: shape.reduce((p, n) => p * n, 1) }, () => random.normal()),
  );
  const run = () => tf.tidy(() => compute(...shapes.map((shape, i) => tf.tensor(data[i]!, shape))));
  const [actual, expected] = [await onBackend('wasm', run), await onBackend('cpu', run)];
  expect(actual.shape).toEqual(expected.shape);
  actual.values.forEach((value, i) => {
    expect(Math.abs(value - expected.values[i]!)).toBeLessThan(1e-4 * (1 + Math.abs(expected.values[i]!)));
  });
}

describe('repaired WASM kernels agree with the CPU backend', () => {
  beforeAll(() => onBackend('wasm', () => tf.scalar(0)));

  it.each([
    [[6, 4, 5], 2, 0],
    [[6, 4, 5], 4, 1],
    [[6, 4, 5], [1, 3, 1], 2],
    [[6, 4, 5], [2, -1], -2],
    [[8], 2, 0],
    [[3, 80], 2, 1],
  ])('split of %j in %j along axis %i, with its gradient', async (shape, parts, axis) => {
    const weighed = (x: tf.Tensor) => tf.split(x, parts, axis).map((part, i) => tf.mul(part, i + 1));
    await expectSame((x) => tf.concat(weighed(x), axis), [shape]);
    await expectSame((x) => tf.split(x, parts, axis).at(-1)!, [shape]);
    await expectSame(
      (x) => tf.grad((whole: tf.Tensor) => tf.sum(tf.square(tf.concat(weighed(whole), axis))))(x),
      [shape],
    );
  });

  it.each([
    [false, true],
    [true, false],
    [true, true],
    [false, false],
  ])('matMul with transposes %s and %s, in 2-D and batched', async (ta, tb) => {
    const a = ta ? [7, 5] : [5, 7];
    const b = tb ? [3, 7] : [7, 3];
    await expectSame((x, y) => tf.matMul(x, y, ta, tb), [a, b]);
    await expectSame(
      (x, y) => tf.matMul(x, y, ta, tb),
      [
        [4, ...a],
        [4, ...b],
      ],
    );
    await expectSame(
      (x, y) => tf.matMul(x, y, ta, tb),
      [
        [2, 3, ...a],
        [2, 3, ...b],
      ],
    );
  });

  it('gather of rows, of other axes, and its gradient', async () => {
    const rows = tf.tensor1d([2, 0, 2, 5], 'int32');
    await expectSame((x) => tf.gather(x, tf.tensor1d([2, 0, 2, 5], 'int32')), [[6, 4]]);
    await expectSame(
      (x) =>
        tf.gather(
          x,
          tf.tensor2d(
            [
              [2, 0],
              [1, 5],
            ],
            [2, 2],
            'int32',
          ),
        ),
      [[6, 4, 3]],
    );
    await expectSame((x) => tf.gather(x, tf.tensor1d([3, 1], 'int32'), 1), [[6, 4]]);
    await expectSame(
      (x) =>
        tf.grad((t) =>
          tf
            .gather(t, tf.tensor1d([2, 0, 2, 5], 'int32'))
            .square()
            .sum(),
        )(x),
      [[6, 4]],
    );
    rows.dispose();
  });

  it('unsortedSegmentSum leaves out what belongs to no segment', async () => {
    await expectSame((x) => tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1, 7, -1], 'int32'), 3), [[5, 4]]);
  });

  for (const pad of ['same', 'valid'] as const) {
    for (const stride of [1, 2, 3]) {
      it(`the gradient of conv2d, ${pad}, stride ${stride}`, async () => {
        const gradient = (x: tf.Tensor, w: tf.Tensor) =>
          tf.grad((filter) =>
            tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad))),
          )(w);
        await expectSame(
          (x, w) => gradient(x, w),
          [
            [2, 8, 9, 3],
            [3, 3, 3, 4],
          ],
        );
        await expectSame(
          (x, w) => gradient(x, w),
          [
            [2, 7, 7, 1],
            [5, 5, 1, 2],
          ],
        );
      });
    }
  }

  it('leaks no tensor', async () => {
    await onBackend('wasm', () => {
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const x = randomTensor([2, 6, 6, 2]) as tf.Tensor4D;
        tf.grad((w) => tf.sum(tf.conv2d(x, w as tf.Tensor4D, 1, 'same')))(randomTensor([3, 3, 2, 2]));
        tf.grad((a) => tf.sum(tf.matMul(a as tf.Tensor2D, randomTensor([4, 3]) as tf.Tensor2D)))(
          randomTensor([5, 4]),
        );
      });
      expect(tf.memory().numTensors).toBe(before);
      return tf.scalar(0);
    });
  });
});
