import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random.ts';
import golden from '../golden/matrices.json' with { type: 'json' };
import {
  quantisationError,
  quantise,
  quantisedBits,
  quantisedBytes,
  quantisedGroups,
  scaleCount,
  sqnr,
  type Quantisation,
} from './quantise.ts';
import type { WeightMatrix } from './weight-matrix.ts';

/** null stands for a weight that is no number. */
function matrixOf(rows: readonly (readonly (number | null)[])[]): WeightMatrix {
  const values = Float64Array.from(rows.flat(), (weight) => weight ?? NaN);
  return { rows: rows.length, columns: rows[0]?.length ?? 0, values };
}

function gaussian(rows: number, columns: number): WeightMatrix {
  const random = seededRandom(75);
  return { rows, columns, values: new Float32Array(rows * columns).map(() => random.normal()) };
}

const published = { rows: 1, columns: 8, values: Float64Array.of(3, -1, 0.5, 0, -0.5, 2, -0.1, 0.9) };

const anyQuantisation: fc.Arbitrary<Quantisation> = fc.record({
  bits: fc.constantFrom(...quantisedBits),
  group: fc.constantFrom(...quantisedGroups),
});

const anyMatrix = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 70 }))
  .chain(([rows, columns]) =>
    fc
      .array(
        fc.oneof(
          { weight: 9, arbitrary: fc.double({ min: -4, max: 4, noNaN: true }) },
          fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1e-300),
        ),
        { minLength: rows * columns, maxLength: rows * columns },
      )
      .map((values): WeightMatrix => ({ rows, columns, values: Float64Array.from(values) })),
  );

describe('quantising', () => {
  it.each(golden)('agrees with NumPy on a matrix $name', ({ weights, errors }) => {
    const matrix = matrixOf(weights);
    for (const { bits, group, ...expected } of errors) {
      const found = quantisationError(matrix, { bits, group } as Quantisation);
      expect(found.zeros).toBe(expected.zeros);
      expect(found.notFinite).toBe(expected.notFinite);
      expect(found.signal).toBeCloseTo(expected.signal, 12);
      expect(found.noise).toBeCloseTo(expected.noise, 12);
      expect(found.maxError).toBeCloseTo(expected.maxError, 12);
      expect(found.cosine).toBeCloseTo(expected.cosine, 12);
    }
  });

  it.each([
    [8, 49.043],
    [4, 23.869],
    [2, 6.641],
  ] as const)('gives the published error of int%i', (bits, decibels) => {
    expect(sqnr(quantisationError(published, { bits, group: 'tensor' }))).toBeCloseTo(decibels, 3);
  });

  it('gives the published codes of int4', () => {
    const { values } = quantise(published, { bits: 4, group: 'tensor' });
    expect(Array.from(values, (value) => Math.round((value * 7) / 3))).toEqual([7, -2, 1, 0, -1, 5, 0, 2]);
  });

  it.each([
    [8, 'channel', [44.4, 43.2, 42.6]],
    [4, 'channel', [19.3, 17.9, 17.4]],
    [2, 'channel', [2.8, 1.8, 1.5]],
    [8, 32, [45.4, 45.4, 45.4]],
    [4, 32, [20.2, 20.2, 20.2]],
    // the largest of a whole matrix is a matter of luck
    [8, 'tensor', [40.7, 40.8, 39.8]],
    [4, 'tensor', [15.5, 15.6, 14.7]],
  ] as const)('loses what METHODS.md says of normal weights in int%i by %s', (bits, group, table) => {
    const within = group === 'tensor' ? 1.5 : 0.35;
    [64, 256, 512].forEach((fanIn, i) => {
      const found = sqnr(quantisationError(gaussian(256, fanIn), { bits, group }));
      expect(Math.abs(found - table[i]!)).toBeLessThan(within);
    });
  });

  it('takes halves to the even code', () => {
    const matrix = matrixOf([[7, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5]]);
    expect([...quantise(matrix, { bits: 4, group: 'tensor' }).values]).toEqual([7, 0, 2, 2, 0, -2, -2]);
  });

  it('is never further off than half a step, and does nothing more the second time', () => {
    fc.assert(
      fc.property(anyMatrix, anyQuantisation, (matrix, quantisation) => {
        const once = quantise(matrix, quantisation);
        const twice = quantise(once, quantisation);
        const { maxError, noise } = quantisationError(matrix, quantisation);
        const again = quantisationError(once, quantisation);
        const largest = Math.max(...Array.from(matrix.values, Math.abs).filter(Number.isFinite), 0);
        const step = largest / (2 ** (quantisation.bits - 1) - 1);
        expect(maxError).toBeLessThanOrEqual((step / 2) * (1 + 1e-12));
        expect(again.noise).toBeLessThanOrEqual(1e-24 * again.signal);
        twice.values.forEach((value, i) => {
          if (Number.isNaN(value)) expect(once.values[i]).toBeNaN();
          else if (!Number.isFinite(value)) expect(once.values[i]).toBe(value);
          else expect(Math.abs(value - once.values[i]!)).toBeLessThanOrEqual(1e-12 * largest);
        });
        expect(noise).toBeGreaterThanOrEqual(0);
      }),
      { seed: 1 },
    );
  });

  it('reports the error of the matrix that it gives back', () => {
    fc.assert(
      fc.property(anyMatrix, anyQuantisation, (matrix, quantisation) => {
        const { values } = quantise(matrix, quantisation);
        let noise = 0;
        matrix.values.forEach((weight, i) => {
          if (Number.isFinite(weight)) noise += (weight - values[i]!) ** 2;
          else expect(values[i]).toBe(weight);
        });
        expect(quantisationError(matrix, quantisation).noise).toBeCloseTo(noise, 12);
      }),
      { seed: 2 },
    );
  });

  it('leaves weights that are no numbers, and tells how many there are', () => {
    const matrix = matrixOf([[1, null, -0.25, 3.5]]);
    const quantised = quantise(matrix, { bits: 4, group: 'channel' });
    expect([...quantised.values]).toEqual([1, NaN, 0, 3.5]);
    expect(quantisationError(matrix, { bits: 4, group: 'channel' }).notFinite).toBe(1);
  });

  it('counts bytes of codes and of scales, with shorter groups at the end of a row', () => {
    const shape = { rows: 3, columns: 70 };
    expect(scaleCount(shape, 'tensor')).toBe(1);
    expect(scaleCount(shape, 'channel')).toBe(3);
    expect(scaleCount(shape, 32)).toBe(9);
    expect(quantisedBytes(shape, { bits: 3, group: 64 })).toEqual({ codes: 79, scales: 12 });
  });
});
