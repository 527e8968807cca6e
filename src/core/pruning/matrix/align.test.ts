import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { normalMatrix } from '../../../testing/random-matrices.ts';
import { matrixOf } from '../../routing/matrix.ts';
import golden from '../golden/merging.json' with { type: 'json' };
import {
  alignUnits,
  bestAssignment,
  greedyAssignment,
  MOST_UNITS_ASSIGNED_BEST,
  permuteColumns,
  permuteRows,
  unitLikeness,
} from './align.ts';
import type { WeightMatrix } from './weight-matrix.ts';

const into = ({ up, gate }: (typeof golden.networks)[number]) => [matrixOf(up), matrixOf(gate)];
const [reference, shuffled] = [golden.networks[1]!, golden.networks[4]!].map(into);
const large = matrixOf(golden.large.table);

function sumOf({ columns, values }: WeightMatrix, order: Int32Array): number {
  return order.reduce((sum, column, row) => sum + values[row * columns + column]!, 0);
}

describe('aligning hidden units', () => {
  it('adds up inner products of gate and up, as NumPy does', () => {
    expectClose(unitLikeness(reference!, shuffled!).values, golden.likeness.flat(), 9);
  });

  it('finds where shuffled units went', () => {
    expect([...alignUnits(reference!, shuffled!)]).toEqual(golden.best);
  });

  it('agrees with SciPy on the best assignment', () => {
    expect([...bestAssignment(large)]).toEqual(golden.large.best);
    expect(sumOf(large, bestAssignment(large))).toBeCloseTo(golden.large.bestSum, 9);
  });

  it('agrees with NumPy on the greedy one, which is worse', () => {
    expect([...greedyAssignment(large)]).toEqual(golden.large.greedy);
    expect(sumOf(large, greedyAssignment(large))).toBeLessThan(golden.large.bestSum);
  });

  it('is a permutation, and no swap of two makes it better', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(10_000));
    fc.assert(
      fc.property(sizes, ([n, seed]) => {
        const table = normalMatrix(n, n, seed);
        const best = bestAssignment(table);
        expect([...best].sort((a, b) => a - b)).toEqual([...best.keys()]);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < i; j++) {
            const swapped = best.with(i, best[j]!).with(j, best[i]!);
            expect(sumOf(table, swapped)).toBeLessThanOrEqual(sumOf(table, best) + 1e-9);
          }
        }
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it('of more units than are assigned best undoes a shuffle all the same', () => {
    const units = MOST_UNITS_ASSIGNED_BEST + 1;
    const matrix = normalMatrix(units, 24, 3);
    const order = Int32Array.from({ length: units }, (_, u) => (u * 7 + 3) % units);
    expect(
      permuteRows(permuteRows(matrix, order), alignUnits([matrix], [permuteRows(matrix, order)])),
    ).toEqual(matrix);
  });

  it('of one unit, and of equal ones, is an order', () => {
    expect([...bestAssignment(matrixOf([[0]]))]).toEqual([0]);
    expect([
      ...greedyAssignment(
        matrixOf([
          [2, 2],
          [2, 2],
        ]),
      ),
    ]).toEqual([0, 1]);
  });

  it('refuses networks of different shapes, and what is not finite', () => {
    expect(() => unitLikeness([normalMatrix(2, 3, 1)], [normalMatrix(3, 3, 1)])).toThrow('shapes');
    expect(() => bestAssignment(matrixOf([[NaN]]))).toThrow('finite');
  });
});

it('rows and columns in another order', () => {
  const matrix = matrixOf([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect([...permuteRows(matrix, Int32Array.of(1, 0)).values]).toEqual([4, 5, 6, 1, 2, 3]);
  expect([...permuteColumns(matrix, Int32Array.of(2, 0, 1)).values]).toEqual([3, 1, 2, 6, 4, 5]);
});
