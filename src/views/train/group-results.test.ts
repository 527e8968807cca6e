import { describe, expect, it } from 'vitest';
import { defaultRecipe } from '../../core/recipe-defaults.ts';
import { expandGrid } from '../../core/recipe-grid.ts';
import { runFigure, runFigures } from '../../core/run-figures.ts';
import type { EvaluationPoint } from '../../core/run-history.ts';
import { zeroMatrix } from '../../core/routing/matrix.ts';
import { noLevels } from '../../core/sketch/levels.ts';
import type { RunRecord } from '../../state/training/run-record.ts';
import { figureData, groupResult, resultsToCsv } from './group-results.ts';
import { offerSpecimen as offer } from './offer-specimen.ts';
import { listItems } from './run-groups.ts';
import { freeName, runStateText } from './run-words.ts';

function endWith(accuracy: number): EvaluationPoint {
  const table = zeroMatrix(2, 2);
  return {
    step: 10,
    epoch: 1,
    samples: 4,
    loss: 1,
    accuracy,
    classAccuracy: [accuracy],
    gateEntropyBits: 0,
    usageEntropyBits: 1,
    droppedShare: 0,
    expertsPerSample: 1,
    load: [2, 2],
    byClass: table,
    byPrediction: table,
    byDifficulty: zeroMatrix(2, 4),
    weights: { levels: noLevels, zeros: 0, l1: 0, sumSquares: 0, maxAbs: 0 },
  };
}

const group = { id: 'g', name: 'Experts × L1' };

const records: readonly RunRecord[] = expandGrid(defaultRecipe, {
  axes: [
    { path: 'experts.count', label: 'Experts', values: [4, 8] },
    { path: 'regularizers.l1.strength', label: 'L1', values: [0, 1e-5] },
  ],
  seeds: 2,
}).map((run, i) => ({
  ...run,
  id: String(i),
  group,
  wantedBackend: null,
  backend: null,
  createdAt: i,
  state: i < 6 ? ('done' as const) : ('queued' as const),
  fault: null,
  facts: null,
  fractionRead: 0,
  step: 10,
  seconds: 1.5,
  test: i < 6 ? endWith(0.9 + i / 100) : null,
}));

const result = groupResult(offer, records);

describe('results of a group', () => {
  it('have a row for each combination, in the words of the form', () => {
    expect(result.labels).toEqual(['Experts', 'L1: Strength λ']);
    expect(result.rows.map(({ values }) => values)).toEqual([
      ['4', '0'],
      ['4', '10⁻⁵'],
      ['8', '0'],
      ['8', '10⁻⁵'],
    ]);
  });

  it('are drawn along one setting, the others as series', () => {
    const data = figureData(result, runFigure('accuracy'), { along: 1, colours: ['red', 'blue'] });
    expect(data.axis).toBe('L1: Strength λ');
    expect(data.places).toEqual(['0', '10⁻⁵']);
    expect(data.series.map(({ label, color }) => [label, color])).toEqual([
      ['Experts 4', 'red'],
      ['Experts 8', 'blue'],
    ]);
    expect(data.series[0]!.points[0]).toMatchObject({ place: 0, mean: 0.905, runs: [0.9, 0.91] });
    expect(data.series[1]!.points[1]).toMatchObject({ place: 1, mean: NaN, runs: [] });
  });

  it('are a line for each run in a CSV file, with its settings, seed and figures', () => {
    const [head, first, ...rest] = resultsToCsv(result).trimEnd().split('\n');
    const columns = 1 + 2 + 4 + runFigures.length;
    expect(head!.split(',')).toHaveLength(columns);
    expect(head).toMatch(/^run,experts\.count,regularizers\.l1\.strength,seed,state,steps,seconds,accuracy,/);
    expect(first).toMatch(/^"Experts 4, L1 0, seed 1",4,0,1,done,10,1\.5,0\.9,/);
    expect(rest).toHaveLength(7);
    expect(rest.at(-1)).toMatch(/^"Experts 8, L1 0\.00001, seed 2",8,0\.00001,2,queued,10,1\.5,,/);
  });
});

describe('the list of runs', () => {
  it('brings a group together, where its newest run is', () => {
    const alone = { ...records[0]!, id: 'alone', group: null };
    const items = listItems([...records.toReversed(), alone]);
    expect(items.map((item) => item.kind)).toEqual(['group', 'run']);
    expect(items[0]).toMatchObject({ group: { ...group, runs: records } });
  });

  it('says what a run is doing, and keeps names apart', () => {
    expect(runStateText({ ...records[0]!, state: 'starting', fractionRead: 0.5 })).toBe('reading data, 50 %');
    expect(runStateText(records[7]!)).toBe('waiting');
    expect(freeName('a', [])).toBe('a');
    expect(freeName('a', [{ name: 'a' }, { name: 'a, 2' }])).toBe('a, 3');
  });
});
