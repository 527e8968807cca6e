import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import golden from '../golden/rows.json' with { type: 'json' };
import { RowOrder } from './row-order.ts';
import { maskMatrix, type RowRule } from './row-rule.ts';
import { inputNorms } from './wanda.ts';
import type { WeightMatrix } from './weight-matrix.ts';

function matrixOf(rows: readonly (readonly number[])[]): WeightMatrix {
  return { rows: rows.length, columns: rows[0]!.length, values: Float32Array.from(rows.flat()) };
}

function textOf(mask: Uint8Array, columns: number): string[] {
  return Array.from({ length: mask.length / columns }, (_, row) =>
    mask.subarray(row * columns, (row + 1) * columns).join(''),
  );
}

const [halfOfFour, halfOfRow] = [
  { score: 'magnitude', keep: { kind: 'pattern', keep: 2, of: 4 } },
  { score: 'magnitude', keep: { kind: 'neuron', fraction: 0.5 } },
] as const satisfies RowRule[];

describe('what stays of a row', () => {
  it.each(golden.map((each, i) => [i, each] as const))('is what NumPy keeps (%i)', (_, given) => {
    const matrix = matrixOf(given.weights);
    const norms = inputNorms(Float64Array.from(given.meanSquares));
    for (const { rule, mask } of given.answers)
      expect([rule, textOf(maskMatrix(matrix, rule as RowRule, norms), matrix.columns)]).toEqual([
        rule,
        mask,
      ]);
  });

  it('does not count what is no number against its neighbours’ sums, but never takes it', () => {
    const matrix = matrixOf([[5, NaN, 4, Infinity, 3, 2, 1, 0]]);
    expect(textOf(maskMatrix(matrix, halfOfFour), 8)).toEqual(['01011100']);
    expect(textOf(maskMatrix(matrix, halfOfRow), 8)).toEqual(['11110000']);
    const none = { score: 'magnitude', keep: { kind: 'neuron', fraction: 0 } } as const;
    expect(textOf(maskMatrix(matrix, none), 8)).toEqual(['01010000']);
  });

  it('takes Wanda’s norms one an input', () => {
    const rule = { ...halfOfRow, score: 'wanda' } as const;
    expect(() => maskMatrix(matrixOf([[1, 2]]), rule, Float32Array.of(1))).toThrow('2 inputs, 1 norms');
  });
});

describe('the order of a row', () => {
  it('is that of a stable sort', () => {
    const scores = fc.array(
      fc.oneof(fc.float({ min: 0, noNaN: true }), fc.constantFrom(0, 1, 2 ** -140, Infinity)),
      { maxLength: 50 },
    );
    fc.assert(
      fc.property(scores, (values) => {
        const order = new RowOrder(values.length).falling(Float32Array.from(values, Math.abs));
        const wanted = values
          .map((_, i) => i)
          .sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!) || a - b);
        expect([...order]).toEqual(wanted.map((i) => i));
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});
