import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { normalMatrix } from '../../../testing/random-matrices.ts';
import { allSteps } from '../../steps.ts';
import golden from '../golden/matrices.json' with { type: 'json' };
import {
  factorParameters,
  factorSteps,
  lowRank,
  rankOfEnergy,
  rankOfFraction,
  savesParameters,
} from './low-rank.ts';
import { ENERGY_KNOTS, energyCurve, singularValues } from './spectrum.ts';
import type { WeightMatrix } from './weight-matrix.ts';

function matrixOf(rows: readonly (readonly (number | null)[])[]): WeightMatrix {
  const values = Float64Array.from(rows.flat(), (weight) => weight ?? NaN);
  return { rows: rows.length, columns: rows[0]?.length ?? 0, values };
}

function energyOf(values: ArrayLike<number>): number {
  return Array.from(values, (value) => value * value).reduce((sum, square) => sum + square, 0);
}

describe('singular values', () => {
  it.each(golden)('agree with NumPy on a matrix $name', ({ weights, singularValues: expected }) => {
    const found = singularValues(matrixOf(weights));
    // what lies below 1e-8 of the largest is lost in squares
    const digits = 8 - Math.ceil(Math.log10(Math.max(1, expected[0]!)));
    expectClose(found, expected, digits);
  });

  it('of a diagonal are its magnitudes', () => {
    const matrix = matrixOf([
      [0, -3, 0, 0],
      [0.5, 0, 0, 0],
      [0, 0, 0, 2],
    ]);
    expectClose(singularValues(matrix), [3, 2, 0.5], 12);
  });

  it('are those of weights far from 1', () => {
    const matrix = normalMatrix(7, 4, 3);
    for (const factor of [2 ** 700, 2 ** -900]) {
      const scaled = { ...matrix, values: matrix.values.map((value) => value * factor) };
      expectClose(
        singularValues(scaled).map((value) => value / factor),
        singularValues(matrix),
        12,
      );
    }
  });
});

describe('the curve of energy', () => {
  it('goes through the shares of the largest singular values', () => {
    const matrix = normalMatrix(90, ENERGY_KNOTS - 1, 5);
    const { shares, deviation } = allSteps(energyCurve(matrix));
    const values = singularValues(matrix);
    const total = energyOf(matrix.values);
    const expected = Array.from({ length: ENERGY_KNOTS }, (_, i) => energyOf(values.subarray(0, i)) / total);
    expectClose(shares, expected, 11);
    expect(deviation).toBe(0);
  });

  it.each([
    ['tall', 400, 200],
    ['wide', 150, 320],
  ])('is estimated within a few deviations, of a matrix that is %s', (_, rows, columns) => {
    const matrix = normalMatrix(rows, columns, 6);
    const exact = allSteps(energyCurve(matrix));
    const estimate = allSteps(energyCurve(matrix, 100));
    const worst = Math.max(...exact.shares.map((share, i) => Math.abs(share - estimate.shares[i]!)));
    expect(estimate.deviation).toBeGreaterThan(0);
    expect(estimate.deviation).toBeLessThan(0.02);
    expect(worst).toBeLessThan(4 * estimate.deviation);
  });

  it('is estimated well where few singular values hold nearly all', () => {
    const left = normalMatrix(300, 3, 7);
    const values = new Float64Array(300 * 200).map((_, i) => {
      const [r, c] = [Math.floor(i / 200), i % 200];
      return left.values[3 * r]! * Math.sin(c) + left.values[3 * r + 1]! * Math.cos(2 * c);
    });
    const { shares } = allSteps(energyCurve({ rows: 300, columns: 200, values }, 100));
    expect(shares[1]).toBeGreaterThan(0.9);
    expect(shares.at(-1)).toBe(1);
  });

  it('of nothing says that nothing is lost', () => {
    const { shares } = allSteps(energyCurve({ rows: 3, columns: 2, values: new Float64Array(6) }));
    expect([...new Set(shares)]).toEqual([1]);
  });
});

describe('a matrix of low rank', () => {
  it.each(golden)(
    'is the one that NumPy finds closest to a matrix $name',
    ({ weights, rank, lowRank: expected }) => {
      expectClose(lowRank(matrixOf(weights), rank).values, expected.flat(), 9);
    },
  );

  it('is the product of two thin ones', () => {
    const matrix = normalMatrix(12, 30, 8);
    const { left, right } = allSteps(factorSteps(matrix, 4));
    expect([left.rows, left.columns, right.rows, right.columns]).toEqual([12, 4, 4, 30]);
    expect(left.values.length + right.values.length).toBe(factorParameters(matrix, 4));
  });

  it('loses the energy of the singular values that it leaves out', () => {
    const matrix = normalMatrix(20, 14, 9);
    const values = singularValues(matrix);
    for (const rank of [1, 5, 13]) {
      const close = lowRank(matrix, rank).values;
      const lost = energyOf(matrix.values.map((value, i) => value - close[i]!));
      expect(lost).toBeCloseTo(energyOf(values.subarray(rank)), 9);
    }
  });

  it('is the matrix itself where its rank is full', () => {
    const matrix = normalMatrix(3, 5, 1);
    expect(lowRank(matrix, 3)).toBe(matrix);
  });
});

describe('ranks', () => {
  it('of a share of singular values are rounded up, and one at least', () => {
    const shape = { rows: 30, columns: 100 };
    expect(rankOfFraction(shape, 0.1)).toBe(3);
    expect(rankOfFraction(shape, 0.101)).toBe(4);
    expect(rankOfFraction(shape, 0)).toBe(1);
    expect(rankOfFraction(shape, 1)).toBe(30);
  });

  it('of a share of energy are the lowest that hold it', () => {
    const values = Float64Array.of(3, 2, 1);
    expect(rankOfEnergy(values, 9 / 14)).toBe(1);
    expect(rankOfEnergy(values, 0.65)).toBe(2);
    expect(rankOfEnergy(values, 1)).toBe(3);
    expect(rankOfEnergy(new Float64Array(3), 1)).toBe(1);
  });

  it('save parameters only below rows · columns / (rows + columns)', () => {
    const shape = { rows: 6, columns: 3 };
    expect(savesParameters(shape, 1)).toBe(true);
    expect(savesParameters(shape, 2)).toBe(false);
  });
});
