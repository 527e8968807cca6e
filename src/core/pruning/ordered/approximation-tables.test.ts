import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenWeights } from '../../../testing/golden-weights.ts';
import { normalMatrix } from '../../../testing/random-matrices.ts';
import { allSteps } from '../../steps.ts';
import { rankOfEnergy } from '../matrix/low-rank.ts';
import { quantisationError, quantisedBits } from '../matrix/quantise.ts';
import { energyCurve, singularValues } from '../matrix/spectrum.ts';
import { energyNumbers, energyOfRank, rankForEnergy } from './energy-table.ts';
import { addRowsQuantised, noiseAt, QUANTISATION_NUMBERS } from './quantisation-table.ts';

describe('the table of quantisation', () => {
  it.each(['gaussian', 'specials', 'int4-grid', 'zeros'])(
    'has the error of weights that are %s',
    (distribution) => {
      const [rows, columns] = [7, 143];
      const values = Float64Array.from(goldenWeights(distribution, { weights: rows * columns, seed: 8 }));
      const numbers = new Float64Array(QUANTISATION_NUMBERS);
      // rows come in blocks of any size
      addRowsQuantised({ rows: 3, columns, values: values.subarray(0, 3 * columns) }, numbers);
      addRowsQuantised({ rows: 4, columns, values: values.subarray(3 * columns) }, numbers);
      for (const bits of quantisedBits) {
        for (const group of ['channel', 128, 64, 32] as const) {
          const { noise } = quantisationError({ rows, columns, values }, { bits, group });
          expect(noiseAt(numbers, { bits, group })).toBeCloseTo(noise, 12);
        }
      }
    },
  );
});

describe('the table of singular values', () => {
  const matrix = normalMatrix(120, 100, 2);
  const values = singularValues(matrix);
  const numbers = energyNumbers(allSteps(energyCurve(matrix)));
  const total = values.reduce((sum, value) => sum + value * value, 0);
  const energyTo = (rank: number) =>
    values.subarray(0, rank).reduce((sum, value) => sum + value * value, 0) / total;

  it('bounds what every rank keeps', () => {
    for (let rank = 1; rank <= values.length; rank++) {
      const { value, low, high } = energyOfRank(numbers, rank, values.length);
      expect(low).toBeLessThanOrEqual(energyTo(rank) + 1e-12);
      expect(high).toBeGreaterThanOrEqual(energyTo(rank) - 1e-12);
      expect(Math.abs(value - energyTo(rank))).toBeLessThan(1e-3);
    }
  });

  it('knows every rank of a short side exactly', () => {
    const narrow = normalMatrix(30, 10, 3);
    const own = energyNumbers(allSteps(energyCurve(narrow)));
    const squares = singularValues(narrow).map((value) => value * value);
    const all = squares.reduce((sum, square) => sum + square, 0);
    for (let rank = 1; rank <= 10; rank++) {
      const { low, high } = energyOfRank(own, rank, 10);
      const share = squares.subarray(0, rank).reduce((sum, square) => sum + square, 0) / all;
      expect(low).toBe(high);
      expect(low).toBeCloseTo(share, 11);
    }
  });

  it('knows ranks that surely hold a share, at most one above the lowest', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        const rank = rankForEnergy(numbers, share, values.length);
        expect(energyTo(rank)).toBeGreaterThanOrEqual(share - 1e-9);
        expect(rank - rankOfEnergy(values, share)).toBeLessThanOrEqual(1);
      }),
      { seed: 4 },
    );
  });
});
