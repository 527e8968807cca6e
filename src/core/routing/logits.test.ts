import { describe, expect, it } from 'vitest';
import { expectClose } from '../../testing/expect-close.ts';
import { goldenLogits, goldenProbabilities } from '../../testing/routing-vectors.ts';
import {
  isRoutable,
  logSigmoid,
  logSumExp,
  sigmoid,
  softmax,
  softmaxRows,
  softplus,
  standardisedRows,
} from './logits.ts';
import { mapRows, matrixOf } from './matrix.ts';

const row = (...values: number[]) => Float64Array.from(values);

describe('softmax', () => {
  it('has the published digits', () => {
    const published = [
      [0.643914, 0.236883, 0.087144, 0.032059],
      [0.288651, 0.261183, 0.236328, 0.213838],
      [0.016384, 0.894543, 0.044537, 0.044537],
      [0.326117, 0.016236, 0.537675, 0.119972],
    ];
    expectClose(goldenProbabilities.values, published.flat(), 6);
  });

  it('does not change when a row is shifted, however far', () => {
    for (const shift of [-1e6, 700, 1e6]) {
      const shifted = mapRows(goldenLogits, (logits) => logits.map((logit) => logit + shift));
      expectClose(softmaxRows(shifted).values, goldenProbabilities.values, 9);
    }
  });

  it('sharpens as temperature falls', () => {
    expectClose(softmaxRows(matrixOf([[2, 1]]), 0.5).values, softmax(row(4, 2)));
    expectClose(softmaxRows(matrixOf([[2, 1]]), 1e-3).values, [1, 0]);
  });

  it('gives nothing to a masked expert, and NaN to a row that has no distribution', () => {
    expectClose(softmax(row(0, -Infinity, 0)), [0.5, 0, 0.5]);
    for (const broken of [row(1, NaN), row(1, Infinity), row(-Infinity, -Infinity)]) {
      expect(isRoutable(broken)).toBe(false);
      expect([...softmax(broken)]).toEqual([NaN, NaN]);
    }
    expect([...softmax(row())]).toEqual([]);
  });
});

describe('logarithms that do not overflow', () => {
  it('agree with their definitions', () => {
    for (const z of [-30, -3.5, -1, 0, 0.25, 4, 30]) {
      expect(softplus(z)).toBeCloseTo(Math.log1p(Math.exp(z)), 12);
      expect(sigmoid(z)).toBeCloseTo(1 / (1 + Math.exp(-z)), 15);
      expect(logSigmoid(z)).toBeCloseTo(Math.log(sigmoid(z)), 12);
    }
  });

  it('hold far out', () => {
    expect(softplus(800)).toBe(800);
    expect(softplus(-800)).toBe(0);
    expect(logSigmoid(-800)).toBe(-800);
    expect(sigmoid(-800)).toBe(0);
    expect(logSumExp(row(1000, 1000))).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logSumExp(row(-Infinity, 3))).toBe(3);
    expect(logSumExp(row(-Infinity))).toBe(-Infinity);
  });
});

describe('standardised rows', () => {
  it('have mean 0 and unbiased deviation 1, and stay 0 where all are equal', () => {
    const { values } = standardisedRows(matrixOf([[1, 2, 3, 4]]));
    // √(5/3), as NumPy's std with ddof 1
    expectClose(
      values,
      [-1.5, -0.5, 0.5, 1.5].map((z) => z / (Math.sqrt(5 / 3) + 1e-5)),
    );
    expectClose(
      standardisedRows(
        matrixOf([
          [2, 2],
          [7, 7],
        ]),
      ).values,
      [0, 0, 0, 0],
    );
    expectClose(standardisedRows(matrixOf([[5]])).values, [0]);
  });
});
