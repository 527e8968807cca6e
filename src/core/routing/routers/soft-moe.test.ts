import { describe, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { columnSums, matrixOf, rowSums } from '../matrix.ts';
import { combineSlots, expertShares, softMoe } from './soft-moe.ts';

const tokens = matrixOf([
  [1, 0, 0],
  [0, 1, 0],
  [1, 1, 1],
  [2, 0, 1],
]);
const slots = matrixOf([
  [1, 0],
  [0, 1],
  [1, -1],
]);

describe('Soft MoE', () => {
  it('with identity experts puts out the published mixture', () => {
    const mixed = softMoe(tokens, slots);
    const published = [
      [1.044414, 0.487765, 0.532179],
      [0.883448, 0.563193, 0.446641],
      [1.055665, 0.482493, 0.538158],
      [1.096617, 0.463303, 0.55992],
    ];
    expectClose(combineSlots(mixed, mixed.slotInputs).values, published.flat(), 6);
  });

  it('agrees with NumPy for nonlinear experts and another scale', () => {
    const { tokens: x, slots: phi, scale, output } = golden.routers.softMoe;
    const mixed = softMoe(matrixOf(x), matrixOf(phi), { scale });
    const experts = { ...mixed.slotInputs, values: mixed.slotInputs.values.map(Math.tanh) };
    expectClose(combineSlots(mixed, experts).values, output.flat());
  });

  it('dispatches whole slots and combines whole tokens', () => {
    const { dispatch, combine } = softMoe(tokens, slots);
    expectClose(columnSums(dispatch), [1, 1]);
    expectClose(rowSums(combine), [1, 1, 1, 1]);
  });

  it('of one token gives every expert that token', () => {
    const { slotInputs, dispatch } = softMoe(matrixOf([[1, 2, 3]]), slots);
    expectClose(dispatch.values, [1, 1]);
    expectClose(slotInputs.values, [1, 2, 3, 1, 2, 3]);
  });

  it('does not care for lengths, and a vector of none has no direction', () => {
    const longer = { ...tokens, values: tokens.values.map((value) => 10 * value) };
    expectClose(softMoe(longer, slots).combine.values, softMoe(tokens, slots).combine.values);
    expectClose(softMoe(matrixOf([[0, 0, 0]]), slots).combine.values, [0.5, 0.5]);
  });

  it('sums the slots of an expert', () => {
    const combine = matrixOf([
      [0.1, 0.2, 0.3, 0.4],
      [0.7, 0.1, 0.1, 0.1],
    ]);
    expectClose(expertShares({ combine }, 2).values, [0.3, 0.7, 0.8, 0.2]);
  });
});
