import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { goldenLogits } from '../../../testing/routing-vectors.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { sigmoid } from '../logits.ts';
import { matrixOf, rowSums } from '../matrix.ts';
import { chosenBy, loadOf } from '../selection.ts';
import { maxViolation } from '../statistics/load.ts';
import { routeSigmoidBias, updatedBias } from './sigmoid-bias.ts';

const bias = Float64Array.of(0, -0.3, 0, 0.2);

describe('sigmoid routing with a bias', () => {
  const routing = routeSigmoidBias(goldenLogits, { topK: 2, bias });

  it('chooses and weighs as published', () => {
    const chosen = [0, 1, 2, 3].map((token) => [...chosenBy(routing.selection, token)]);
    expect(chosen).toEqual([
      [0, 2],
      [3, 0],
      [3, 1],
      [2, 0],
    ]);
    const published = [
      [0.63789, 0, 0.36211, 0],
      [0.530976, 0, 0, 0.469024],
      [0, 0.655783, 0, 0.344217],
      [0.472067, 0, 0.527933, 0],
    ];
    expectClose(routing.gates.values, published.flat(), 6);
  });

  it('moves the bias towards balance as published', () => {
    const load = loadOf(routing.selection, 4);
    expect([...load]).toEqual([3, 1, 2, 2]);
    expect(maxViolation(load)).toBeCloseTo(0.5, 12);
    expectClose(updatedBias(bias, load, 0.001), [-0.001, -0.299, 0, 0.2], 12);
  });

  it('agrees with NumPy', () => {
    const { logits, bias: shift, topK, sigmoid: gates } = golden.routers;
    const other = routeSigmoidBias(matrixOf(logits), { topK, bias: Float64Array.from(shift) });
    expectClose(other.gates.values, gates.flat());
  });

  it('keeps the bias out of gates and probabilities', () => {
    const without = routeSigmoidBias(goldenLogits, { topK: 4, bias: new Float64Array(4) });
    const biased = routeSigmoidBias(goldenLogits, { topK: 4, bias });
    expectClose(biased.gates.values, without.gates.values);
    expectClose(without.gates.values, without.probabilities.values);
    expectClose(rowSums(without.probabilities), [1, 1, 1, 1]);
    const raw = routeSigmoidBias(goldenLogits, { topK: 4, bias, renormalise: false });
    expectClose(raw.gates.values, goldenLogits.values.map(sigmoid));
  });

  it('divides by no sum of zeros, and brings nobody back who is masked out', () => {
    const low = routeSigmoidBias(matrixOf([[-1000, -1000, -999]]), { topK: 2, bias: new Float64Array(3) });
    expect(rowSums(low.gates)[0]).toBeCloseTo(1, 12);
    const masked = routeSigmoidBias(
      matrixOf([
        [-Infinity, 0, NaN],
        [-Infinity, 0, 1],
      ]),
      {
        topK: 3,
        bias: Float64Array.of(9, 0, 0),
      },
    );
    expect([0, 1].map((token) => [...chosenBy(masked.selection, token)])).toEqual([[], [2, 1]]);
    expect([...masked.probabilities.values].map(Number.isNaN)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(masked.probabilities.values[3]).toBe(0);
    expect(() => routeSigmoidBias(goldenLogits, { topK: 2, bias: new Float64Array(3) })).toThrow('one bias');
  });

  it('balances a router that would collapse', () => {
    const alike = matrixOf(Array.from({ length: 40 }, (_, t) => [2 + (t % 7) / 20, 1, (t % 5) / 5, 0]));
    let current: Float64Array = new Float64Array(4);
    const violation = () =>
      maxViolation(loadOf(routeSigmoidBias(alike, { topK: 1, bias: current }).selection, 4));
    expect(violation()).toBe(3);
    for (let step = 0; step < 400; step++) {
      const { selection } = routeSigmoidBias(alike, { topK: 1, bias: current });
      current = updatedBias(current, loadOf(selection, 4), 0.003);
    }
    expect(violation()).toBeLessThan(1.5);
  });
});
