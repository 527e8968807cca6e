import { describe, expect, it } from 'vitest';
import { defaultRecipe } from './recipe-defaults.ts';
import { expandGrid } from './recipe-grid.ts';
import { runFigure, runFigures } from './run-figures.ts';
import { figureSpread, groupTable, spreadOf } from './run-groups.ts';
import { matrixOf } from './routing/matrix.ts';
import type { EvaluationPoint } from './run-history.ts';
import { LevelsBuilder } from './sketch/levels.ts';

/** The end of a run whose experts have these weights. */
function endWith(weights: readonly number[], accuracy = 0.5): EvaluationPoint {
  const levels = new LevelsBuilder(null);
  const sizes = weights.map(Math.abs).sort((a, b) => a - b);
  for (const size of sizes) if (size > 0) levels.add(size, 1, 0);
  return {
    step: 10,
    epoch: 1,
    samples: 4,
    loss: 1,
    accuracy,
    classAccuracy: [0.5, 0.5],
    gateEntropyBits: 0.25,
    usageEntropyBits: 1,
    droppedShare: 0,
    expertsPerSample: 1,
    load: [2, 2, 0],
    byClass: matrixOf([
      [2, 0],
      [0, 2],
      [0, 0],
    ]),
    byPrediction: matrixOf([
      [2, 0],
      [0, 2],
      [0, 0],
    ]),
    byDifficulty: matrixOf([
      [1, 0, 1, 0],
      [0, 1, 0, 1],
      [0, 0, 0, 0],
    ]),
    weights: {
      levels: levels.build(),
      zeros: sizes.filter((size) => size === 0).length,
      l1: sizes.reduce((sum, size) => sum + size, 0),
      sumSquares: sizes.reduce((sum, size) => sum + size ** 2, 0),
      maxAbs: sizes.at(-1) ?? 0,
    },
  };
}

describe('figures of a run’s end', () => {
  it('have one id each, and a value of an end that has everything', () => {
    expect(new Set(runFigures.map(({ id }) => id)).size).toBe(runFigures.length);
    for (const { id, compute } of runFigures) expect(compute(endWith([1, 2, 0])), id).not.toBeNaN();
    expect(runFigure('no such figure').id).toBe('accuracy');
  });

  it('measure weights as the curve does', () => {
    const end = endWith([0, 0, 3, -1]);
    // magnitudes 0, 0, 1, 3: Gini = Σ (2i − n − 1) x_i / (n Σ x) = (1·1 + 3·3) / 16
    expect(runFigure('gini').compute(end)).toBeCloseTo(10 / 16, 12);
    expect(runFigure('zeros').compute(end)).toBe(0.5);
    expect(runFigure('information-true').compute(end)).toBe(1);
    expect(runFigure('idle-experts').compute(end)).toBe(1);
  });
});

describe('runs of a group', () => {
  const runs = expandGrid(defaultRecipe, {
    axes: [
      { path: 'regularizers.l1.strength', label: 'L1', values: [1e-4, 0, 1e-5] },
      { path: 'experts.count', label: 'Experts', values: [8, 4] },
    ],
    seeds: 3,
  }).map((run, i) => ({ ...run, test: i % 3 === 2 ? null : endWith([1], i / 100) }));
  const table = groupTable(runs);

  it('make a row for each recipe, by rising values', () => {
    expect(table.paths).toEqual(['experts.count', 'regularizers.l1.strength']);
    expect(table.rows.map(({ values }) => values)).toEqual([
      [4, 0],
      [4, 1e-5],
      [4, 1e-4],
      [8, 0],
      [8, 1e-5],
      [8, 1e-4],
    ]);
    expect(table.rows.every((row) => row.runs.length === 3)).toBe(true);
  });

  it('are averaged over those that are done', () => {
    const [row] = groupTable(runs.slice(0, 3)).rows;
    const spread = figureSpread(row!, runFigure('accuracy'));
    expect(spread).toMatchObject({ count: 2, mean: 0.005, least: 0, most: 0.01 });
    expect(spread.deviation).toBeCloseTo(0.01 / Math.SQRT2, 12);
  });

  it('have no mean of nothing, and no spread of one', () => {
    expect(spreadOf([])).toEqual({ count: 0, mean: NaN, deviation: NaN, least: NaN, most: NaN });
    expect(spreadOf([2, NaN])).toEqual({ count: 1, mean: 2, deviation: NaN, least: 2, most: 2 });
  });
});
