import { describe, expect, it } from 'vitest';
import golden from '../golden/routing.json' with { type: 'json' };
import { matrixOf } from '../matrix.ts';
import { groupLasso, hoyerSquare, l1Penalty, l2Penalty } from './weight-penalties.ts';

const weights = matrixOf(golden.losses.weights);

describe('penalties of weights', () => {
  it('of the golden vector 3, −1, .5, 0, −.5, 2, −.1, .9', () => {
    const values = Float64Array.of(3, -1, 0.5, 0, -0.5, 2, -0.1, 0.9);
    expect(l1Penalty(values)).toBeCloseTo(8, 12);
    expect(Math.sqrt(l2Penalty(values))).toBeCloseTo(3.914077, 6);
    // (√n − √Hoyer-square)/(√n − 1) is the Hoyer sparsity of the curve
    expect((Math.sqrt(8) - Math.sqrt(hoyerSquare(values))) / (Math.sqrt(8) - 1)).toBeCloseTo(0.42907, 6);
  });

  it('agree with NumPy', () => {
    expect(groupLasso(weights, 'columns')).toBeCloseTo(golden.losses.groupLasso, 10);
    expect(hoyerSquare(weights.values)).toBeCloseTo(golden.losses.hoyerSquare, 10);
  });

  it('see a group that is empty, and its direction', () => {
    const oneUnit = matrixOf([
      [3, 0],
      [4, 0],
    ]);
    expect(groupLasso(oneUnit, 'columns')).toBeCloseTo(Math.SQRT2 * 5, 12);
    expect(groupLasso(oneUnit, 'rows')).toBeCloseTo(Math.SQRT2 * 7, 12);
  });

  it('of Hoyer count weights, whatever their scale', () => {
    expect(hoyerSquare(Float64Array.of(0, -7, 0))).toBeCloseTo(1, 12);
    expect(hoyerSquare(new Float64Array(9).fill(-0.2))).toBeCloseTo(9, 12);
    expect(hoyerSquare(new Float64Array(3))).toBeNaN();
  });
});
