import { describe, expect, it } from 'vitest';
import { matrixOf } from '../routing/matrix.ts';
import { countedLayer } from '../../testing/planned-model.ts';
import { logLifts, symmetricDomain } from './around.ts';
import { expertStatistics, statisticTable } from './expert-statistics.ts';
import { joinExperts } from './join-weights.ts';
import { orderedTable } from './matrix-order.ts';
import { pluralOf } from '../plural.ts';
import { rankCorrelation, ranksOf } from './rank-correlation.ts';

const reading = {
  layers: [countedLayer(1, [6, 2, 0]), countedLayer(4, [1, 1], { weightSums: Float64Array.of(0.75, 0.25) })],
  scores: [{ id: 'reap', layers: Int32Array.of(4), values: matrixOf([[0.5, 0.1]]) }],
};

function valuesOf(id: string) {
  const statistic = expertStatistics(reading).find((known) => known.id === id)!;
  return statisticTable(reading, statistic);
}

describe('numbers of experts', () => {
  it('are those that the trace tells, and its own scores', () => {
    expect(expertStatistics(reading).map(({ id }) => id)).toEqual([
      'share',
      'choices',
      'lift',
      'weight',
      'score-reap',
    ]);
  });

  it('are a table of all layers, with nothing where a layer has no such expert or does not tell', () => {
    expect(valuesOf('share')).toEqual({
      layers: [1, 4],
      experts: 3,
      values: Float64Array.of(0.75, 0.25, 0, 0.5, 0.5, NaN),
    });
    expect(valuesOf('lift').values).toEqual(Float64Array.of(2.25, 0.75, 0, 1, 1, NaN));
    expect(valuesOf('weight').values).toEqual(Float64Array.of(NaN, NaN, NaN, 0.75, 0.25, NaN));
    expect(valuesOf('score-reap')).toEqual({ layers: [4], experts: 2, values: Float64Array.of(0.5, 0.1) });
  });

  it('stand by number or by falling value, what has none last', () => {
    const table = { layers: [1], experts: 4, values: Float64Array.of(0.1, NaN, 0.7, 0.2) };
    expect(Array.from(orderedTable(table, false).experts)).toEqual([0, 1, 2, 3]);
    const { experts, values } = orderedTable(table, true);
    expect([Array.from(experts), Array.from(values)]).toEqual([
      [2, 3, 0, 1],
      [0.7, 0.2, 0.1, NaN],
    ]);
  });
});

describe('experts of a checkpoint and a trace', () => {
  const grid = { layers: [1, 2, 4], columns: [0, 1, 2] };

  it('are the same where layer and expert are', () => {
    const joined = joinExperts(grid, { layers: [4, 7], experts: 2 });
    expect(joined).toMatchObject({ by: 'ids', missing: [7] });
    expect([joined.layers, joined.experts, joined.cells, joined.entries].map((ids) => [...ids])).toEqual([
      [4, 4],
      [0, 1],
      [6, 7],
      [0, 1],
    ]);
  });

  it('are joined by order where no number agrees and there are as many layers', () => {
    const joined = joinExperts(grid, { layers: [10, 11, 12], experts: 1 });
    expect(joined).toMatchObject({ by: 'order', missing: [] });
    expect([...joined.gridLayers]).toEqual([1, 2, 4]);
    expect(joinExperts(grid, { layers: [10, 11], experts: 1 }).missing).toEqual([10, 11]);
  });
});

describe('ranks', () => {
  it('are shared by equals', () => {
    expect([...ranksOf(Float64Array.of(3, 1, 3, 2))]).toEqual([1.5, 4, 1.5, 3]);
  });

  it('correlate as their products do', () => {
    // Pearson's r of 1 2 3 4 5½ 5½ and 2 3 4½ 6 4½ 1, worked out in Python
    const rho = rankCorrelation(Float64Array.of(1, 2, 3, 4, 5, 5, NaN), Float64Array.of(5, 6, 7, 8, 7, 1, 3));
    expect(rho).toBeCloseTo(0.1323529411764706, 12);
    expect(rankCorrelation(Float64Array.of(1, 2, 3), Float64Array.of(-1, -20, -21))).toBe(-1);
    expect(rankCorrelation(Float64Array.of(1, 1), Float64Array.of(1, 2))).toBeNaN();
  });
});

describe('numbers about the expected', () => {
  it('are as far up as down', () => {
    expect([...logLifts(Float64Array.of(2, 0.5, 0, NaN))]).toEqual([1, -1, -Infinity, NaN]);
    expect(symmetricDomain(Float64Array.of(0.5, -1.5, -Infinity, NaN), 3)).toEqual([-1.5, 1.5]);
    expect(symmetricDomain(Float64Array.of(9), 3)).toEqual([-3, 3]);
    expect(symmetricDomain(Float64Array.of(NaN), 3)).toEqual([-1, 1]);
  });
});

describe('words of producers', () => {
  it('have their plurals', () => {
    expect(['text', 'forward pass', 'batch', 'query', 'day'].map(pluralOf)).toEqual([
      'texts',
      'forward passes',
      'batches',
      'queries',
      'days',
    ]);
  });
});
