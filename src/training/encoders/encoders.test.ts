import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { expectClose } from '../../testing/expect-close.ts';
import { expectGradients } from '../../testing/numeric-gradients.ts';
import { startBackend } from '../../testing/tf-backends.ts';
import { findPart, type GivenValues } from '../part.ts';
import * as tf from '../tf.ts';
import { Weights } from '../weights.ts';
import type { InputShape } from './encoder.ts';
import { encoders } from './index.ts';

const image = { kind: 'image', height: 6, width: 5, channels: 2 } as const;
const text = { kind: 'text', vocabulary: 12 } as const;

function build(id: string, input: InputShape, values: GivenValues = {}) {
  const weights = new Weights(seededRandom(3));
  return { weights, ...findPart(encoders, id)!.build({ weights, input }, values) };
}

function images(samples: number): tf.Tensor {
  const random = seededRandom(5);
  const { height, width, channels } = image;
  const values = Float32Array.from({ length: samples * height * width * channels }, () => random.normal());
  return tf.tensor4d(values, [samples, height, width, channels]);
}

/** Four texts of up to eight words; the last has none. */
const words = [
  [2, 3, 4, 5, 6, 7, 8, 9],
  [2, 2, 11, 0, 0, 0, 0, 0],
  [1, 5, 6, 7, 10, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0],
];

describe.each(['wasm', 'cpu'] as const)('encoders on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it('hand over an image as it is, and say that it is one', () => {
    const { encode, features, image: kept } = build('flat', image);
    const inputs = images(3);
    expect(features).toBe(60);
    expect(kept).toMatchObject({ height: 6, width: 5, channels: 2 });
    expect(encode(inputs).arraySync()).toEqual(inputs.reshape([3, 60]).arraySync());
    expect(build('flat', image, { width: 4 }).image).toBeUndefined();
  });

  it('cut an image into patches, row by row, and fill up what hangs over', () => {
    const { weights, encode, tokens, features } = build('patches', image, { size: 3, width: 18 });
    expect([tokens, features]).toEqual([4, 18]);
    weights.find('encoder.patch.weight')!.variable.assign(tf.eye(18));
    weights.find('encoder.place.weight')!.variable.assign(tf.zeros([4, 18]));
    const inputs = images(2);
    const third = encode(inputs).reshape<tf.Tensor3D>([2, 4, 18]).arraySync()[1]![2]!;
    const corner = inputs.slice([1, 3, 0, 0], [1, 3, 3, 2]).reshape([18]).dataSync();
    expectClose(third, corner, 5);
    const fourth = encode(inputs).reshape<tf.Tensor4D>([2, 4, 3, 6]).arraySync()[1]![3]!;
    const rest = inputs.slice([1, 3, 3, 0], [1, 3, 2, 2]).reshape([3, 4]).arraySync() as number[][];
    fourth.forEach((row, i) => expectClose(row, [...rest[i]!, 0, 0], 5));
  });

  it('weigh bags by length, share and presence', () => {
    const counts = tf.tensor2d([
      [0, 3, 4, 0],
      [0, 0, 0, 0],
    ]);
    const bags = tf.div(counts, 5);
    const weigh = (weighting: string) =>
      build('bag', { kind: 'text', vocabulary: 4 }, { weighting, width: 0 }).encode(bags).dataSync();
    expectClose(weigh('length'), [0, 0.6, 0.8, 0, 0, 0, 0, 0], 5);
    expectClose(weigh('frequency'), [0, 3 / 7, 4 / 7, 0, 0, 0, 0, 0], 5);
    expectClose(weigh('presence'), [0, Math.SQRT1_2, Math.SQRT1_2, 0, 0, 0, 0, 0], 5);
  });

  it('average the vectors of words, padding left out', () => {
    const { weights, encode, reads } = build('average-embedding', text, { length: 8, width: 4 });
    expect(reads).toEqual({ kind: 'tokens', length: 8 });
    const table = weights.all()[0]!.variable.arraySync() as number[][];
    const means = encode(tf.tensor2d(words, [4, 8], 'int32')).arraySync();
    const meanOf = (ids: number[]) =>
      table[0]!.map((_, i) => ids.reduce((sum, id) => sum + table[id]![i]!, 0) / ids.length);
    expectClose(means[0]!, meanOf(words[0]!), 5);
    expectClose(means[1]!, meanOf([2, 2, 11]), 5);
    expectClose(means[2]!, meanOf([1, 5, 6, 7, 10]), 5);
  });

  it('make a token of each word, and say which are padding', () => {
    const { encode, realRows, tokens, weights } = build('word-tokens', text, { length: 8, width: 8 });
    const inputs = tf.tensor2d(words, [4, 8], 'int32');
    expect(tokens).toBe(8);
    expect([...realRows!(inputs)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 17, 18, 19, 20, 24]);
    const table = weights.find('encoder.words.weight')!.variable.arraySync() as number[][];
    const places = weights.find('encoder.place.weight')!.variable.arraySync() as number[][];
    const rows = encode(inputs).arraySync();
    expectClose(
      rows[10]!,
      table[11]!.map((value, i) => value + places[2]![i]!),
      5,
    );
  });

  it.each([
    ['flat', image, { width: 6 }],
    ['cnn', image, { filters: 2, width: 8 }],
    ['patches', image, { size: 3, width: 8 }],
    ['bag', text, { width: 4 }],
    ['average-embedding', text, { length: 8, width: 4 }],
    ['word-tokens', text, { length: 8, width: 8 }],
  ] as const)('%s has rows, widths and gradients as promised, and leaks nothing', (id, input, values) => {
    const { weights, encode, features, tokens, reads } = build(id, input, values);
    const inputs =
      input.kind === 'image'
        ? images(4)
        : reads?.kind === 'tokens'
          ? tf.tensor2d(words, [4, 8], 'int32')
          : tf.abs(
              tf.tensor2d(
                Array.from({ length: 48 }, (_, i) => ((i * 7) % 5) / 4),
                [4, 12],
              ),
            );
    const before = tf.memory().numTensors;
    const encoded = tf.tidy(() => encode(inputs));
    expect(encoded.shape).toEqual([4 * tokens, features]);
    expect(tf.memory().numTensors).toBe(before + 1);
    const slopes = tf.tensor2d(
      Array.from({ length: encoded.size }, (_, i) => Math.sin(i)),
      encoded.shape,
    );
    const variables = weights.all().map(({ variable }) => variable);
    expect(variables.length).toBeGreaterThan(0);
    expectGradients(() => tf.sum<tf.Scalar>(tf.mul(encode(inputs), slopes)), variables, { step: 3e-3 });
    weights.dispose();
  });
});
