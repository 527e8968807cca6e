import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random.ts';
import { newAbove, SUMS } from '../ladders.ts';
import golden from '../golden/rows.json' with { type: 'json' };
import { maskMatrix, type RowRule } from '../matrix/row-rule.ts';
import { inputNorms } from '../matrix/wanda.ts';
import type { WeightMatrix } from '../matrix/weight-matrix.ts';
import { addKeptByNeuron, neuronAdder, NEURON_SETTINGS } from './neuron-table.ts';
import { addKeptByPattern, addPatterns, PATTERN_SETTINGS } from './pattern-table.ts';
import { addWeight, RowTable } from './row-table.ts';

function tableOf(matrix: WeightMatrix, { score, keep }: RowRule, norms: Float32Array): Float64Array {
  const { columns } = matrix;
  const table = new RowTable(
    { columns, norms: score === 'wanda' ? norms : null },
    keep.kind === 'pattern'
      ? { settings: PATTERN_SETTINGS, add: addPatterns }
      : { settings: NEURON_SETTINGS, add: neuronAdder(columns) },
  );
  table.add(matrix);
  return table.sums;
}

function foretold(matrix: WeightMatrix, rule: RowRule, norms: Float32Array) {
  const kept = newAbove(1);
  const table = tableOf(matrix, rule, norms);
  const { rows, columns } = matrix;
  const { score, keep } = rule;
  if (keep.kind === 'pattern') addKeptByPattern(table, { ...keep, at: 0 }, kept);
  else
    addKeptByNeuron(
      table,
      { rows, columns, fraction: keep.fraction, isFalling: score === 'magnitude', at: 0 },
      kept,
    );
  return kept;
}

function counted(matrix: WeightMatrix, rule: RowRule, norms: Float32Array): Float64Array {
  const sums = new Float64Array(SUMS);
  const mask = maskMatrix(matrix, rule, norms);
  mask.forEach((stays, i) => stays === 1 && addWeight(sums, 0, matrix.values[i]!));
  return sums;
}

describe('tables of what stays', () => {
  it('agree with NumPy: exactly for patterns, within their bounds for rows', () => {
    for (const { weights, meanSquares, answers } of golden) {
      const columns = weights[0]!.length;
      const matrix = { rows: weights.length, columns, values: Float32Array.from(weights.flat()) };
      const norms = inputNorms(Float64Array.from(meanSquares));
      for (const { rule, sums } of answers) {
        const { value, low, high } = foretold(matrix, rule as RowRule, norms);
        for (let sum = 0; sum < SUMS; sum++) {
          const slack = 1e-12 * sums[sum]!;
          expect(low[sum]).toBeLessThanOrEqual(sums[sum]! + slack);
          expect(high[sum]).toBeGreaterThanOrEqual(sums[sum]! - slack);
          if (rule.keep.kind === 'pattern') expect(value[sum]).toBeCloseTo(sums[sum]!, 9);
        }
      }
    }
  });

  const random = seededRandom(4);
  const columns = 200;
  const values = new Float32Array(20 * columns).map(() => random.normal() * (random.below(10) === 0 ? 0 : 1));
  const matrix = { rows: 20, columns, values };
  const norms = inputNorms(new Float64Array(columns).map(() => random.normal() ** 2));

  const all = counted(matrix, { score: 'magnitude', keep: { kind: 'neuron', fraction: 1 } }, norms);

  it.each(['magnitude', 'wanda'] as const)('hold at every share of a row, and closely, by %s', (score) => {
    for (let percent = 0; percent <= 100; percent++) {
      const rule: RowRule = { score, keep: { kind: 'neuron', fraction: percent / 100 } };
      const { value, low, high } = foretold(matrix, rule, norms);
      const truth = counted(matrix, rule, norms);
      truth.forEach((own, sum) => {
        expect(low[sum]! - 1e-9).toBeLessThanOrEqual(own);
        expect(high[sum]! + 1e-9).toBeGreaterThanOrEqual(own);
        expect(Math.abs(value[sum]! - own)).toBeLessThan(0.01 * all[sum]!);
        // at every fortieth nothing is left open
        if (percent % 5 === 0) expect(high[sum]! - low[sum]!).toBe(0);
      });
    }
  });

  it('know the number of weights exactly where none is zero', () => {
    const full = { ...matrix, values: matrix.values.map((weight) => weight || 1) };
    const rule: RowRule = { score: 'wanda', keep: { kind: 'neuron', fraction: 0.513 } };
    const { low, high } = foretold(full, rule, norms);
    expect([low[0], high[0]]).toEqual([20 * 103, 20 * 103]);
  });
});
