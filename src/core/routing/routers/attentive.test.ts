import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { matrixOf, zeroMatrix } from '../matrix.ts';
import { attentiveLogits } from './attentive.ts';

describe('the attentive gate', () => {
  it('agrees with NumPy', () => {
    const { gate, experts, query, key, logits } = golden.routers.attentive;
    const scores = attentiveLogits({
      gateHidden: matrixOf(gate),
      expertHidden: experts.map(matrixOf),
      query: matrixOf(query),
      key: matrixOf(key),
    });
    expectClose(scores.values, logits.flat());
  });

  it('prefers the expert whose answer fits the question', () => {
    const identity = matrixOf([
      [1, 0],
      [0, 1],
    ]);
    const [question, like, unlike] = [
      [3, 4],
      [3, 4],
      [-4, 3],
    ].map((row) => matrixOf([row]));
    const scores = attentiveLogits({
      gateHidden: question!,
      expertHidden: [like!, unlike!],
      query: identity,
      key: identity,
    });
    expectClose(scores.values, [25 / Math.SQRT2, 0]);
  });

  it('of no tokens has no scores', () => {
    const square = zeroMatrix(2, 2);
    const none = zeroMatrix(0, 2);
    expect(
      attentiveLogits({ gateHidden: none, expertHidden: [none, none], query: square, key: square }),
    ).toEqual(none);
  });
});
