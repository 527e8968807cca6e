import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { matrixOf } from '../core/routing/matrix.ts';
import { combineSlots, softMoe } from '../core/routing/routers/soft-moe.ts';
import { expectClose } from '../testing/expect-close.ts';
import { expectGradients } from '../testing/numeric-gradients.ts';
import { startBackend } from '../testing/tf-backends.ts';
import { softMoeRouter } from './routers/soft-moe.ts';
import { mixThroughSlots } from './slots.ts';
import * as tf from './tf.ts';
import { Weights } from './weights.ts';

const tokens = [
  [1, 0, 0],
  [0, 1, 0],
  [1, 1, 1],
  [2, 0, 1],
];
const slots = [
  [1, 0],
  [0, 1],
  [1, -1],
];
/** METHODS section 10. */
const published = [
  [1.044414, 0.487765, 0.532179],
  [0.883448, 0.563193, 0.446641],
  [1.055665, 0.482493, 0.538158],
  [1.096617, 0.463303, 0.55992],
];

function routerOf(experts: number, perExpert: number) {
  const weights = new Weights(seededRandom(1));
  const router = softMoeRouter.build({ weights, features: 3, experts, stateWidth: 3 }, { slots: perExpert });
  return { weights, router };
}

const context = {
  isTraining: true,
  random: seededRandom(1),
  expertStates: () => {
    throw new Error('Soft MoE does not look at experts');
  },
};

describe.each(['wasm', 'cpu'] as const)('Soft MoE on %s', (backend) => {
  beforeAll(() => startBackend(backend));

  it('puts out the published mixture, for each sample of a batch on its own', () => {
    const { weights, router } = routerOf(2, 1);
    weights.find('gate.slots.weight')!.variable.assign(tf.tensor2d(slots));
    const other = tokens.map((row) => row.map((value, i) => 2 * value - i));
    const x = tf.tensor2d([...tokens, ...other]);
    const layout = { samples: 2, tokens: 4, real: null };
    const { slots: logits } = router.score(x, context);
    const mixed = mixThroughSlots({ x, logits: logits!, layout, experts: 2 }, (_, rows) => rows);
    const reference = softMoe(matrixOf(other), matrixOf(slots));
    const expected = [...published.flat(), ...combineSlots(reference, reference.slotInputs).values];
    expectClose(mixed.dataSync(), expected, 5);
    weights.dispose();
  });

  it('takes padding for nothing', () => {
    const { weights, router } = routerOf(2, 1);
    weights.find('gate.slots.weight')!.variable.assign(tf.tensor2d(slots));
    const x = tf.tensor2d([...tokens, [9, -9, 9], [5, 5, 5]]);
    const layout = { samples: 1, tokens: 6, real: Int32Array.of(0, 1, 2, 3) };
    const { slots: logits } = router.score(x, context);
    const mixed = mixThroughSlots({ x, logits: logits!, layout, experts: 2 }, (_, rows) => rows);
    expectClose(mixed.slice([0, 0], [4, 3]).dataSync(), published.flat(), 5);
    weights.dispose();
  });

  it('tells each token’s share of every expert: the softmax of its logits', () => {
    const { weights, router } = routerOf(2, 3);
    const scores = router.score(tf.tensor2d(tokens), context);
    const { routing } = router.decide({ logits: matrixOf(scores.logits.arraySync()) }, context);
    const combine = tf.softmax(scores.slots!).reshape([4, 2, 3]).sum(2).dataSync();
    expectClose(routing.gates.values, combine, 5);
    weights.dispose();
  });

  it('has the gradients of tokens, slots and scale', () => {
    const { weights, router } = routerOf(2, 2);
    const random = seededRandom(4);
    const x = tf.variable(
      tf.tensor2d(
        Array.from({ length: 18 }, () => random.normal()),
        [6, 3],
      ),
    );
    const target = tf.tensor2d(
      Array.from({ length: 18 }, () => random.normal()),
      [6, 3],
    );
    const layout = { samples: 2, tokens: 3, real: Int32Array.of(0, 1, 2, 3, 4) };
    const objective = () => {
      const { slots: logits } = router.score(x, context);
      const expert = (i: number, rows: tf.Tensor2D) => tf.mul<tf.Tensor2D>(tf.square(rows), i + 1);
      const mixed = mixThroughSlots({ x: x, logits: logits!, layout, experts: 2 }, expert);
      return tf.sum<tf.Scalar>(tf.mul(mixed, target).slice([0, 0], [5, 3]));
    };
    expectGradients(objective, [x, ...weights.all().map(({ variable }) => variable)]);
    weights.dispose();
  });

  it('leaks no tensor', () => {
    const { weights, router } = routerOf(2, 2);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.tensor2d(tokens);
      const { slots: logits } = router.score(x, context);
      return mixThroughSlots(
        { x, logits: logits!, layout: { samples: 2, tokens: 2, real: null }, experts: 2 },
        (_, rows) => rows,
      );
    }).dispose();
    expect(tf.memory().numTensors).toBe(before);
    weights.dispose();
  });
});
