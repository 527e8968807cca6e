import { describe, expect, it } from 'vitest';
import { matrixOf } from '../core/routing/matrix.ts';
import type { RunHistory } from '../core/run-history.ts';
import { runMeasures } from '../core/run-measures.ts';
import { measureLine, measureLines } from './run-lines.ts';
import { linesTable, loadTable, matrixTable } from './run-tables.ts';
import { tableToCsv, tableToJson } from './table.ts';

const byClass = matrixOf([
  [4, 0],
  [0, 4],
  [0, 0],
]);
/** Only what the measures below read. */
const history = {
  stride: 1,
  steps: [
    { step: 1, loss: 2, load: [6, 2, 0] },
    { step: 2, loss: NaN, load: [8, 0, 0] },
  ],
  evaluations: [{ step: 2, loss: 1.5, load: [4, 4, 0], byClass }],
} as unknown as RunHistory;

const names = { steps: 'Training', looks: 'Validation', colors: ['red', 'blue'] } as const;

describe('lines of a run', () => {
  it('are what batches and validation data showed', () => {
    expect(measureLines(history, runMeasures.loss, names)).toEqual([
      {
        label: 'Training',
        color: 'red',
        kind: 'steps',
        points: [
          [1, 2],
          [2, NaN],
        ],
      },
      { label: 'Validation', color: 'blue', kind: 'looks', points: [[2, 1.5]] },
    ]);
  });

  it('leave out what cannot be told from a batch', () => {
    expect(measureLines(history, runMeasures.information, names)).toEqual([
      { label: 'Validation', color: 'blue', kind: 'looks', points: [[2, 1]] },
    ]);
    const idle = measureLine(history, runMeasures.idle, { label: 'idle', color: 'red' });
    expect(idle).toMatchObject({ kind: 'looks', points: [[2, 1]] });
    const most = measureLine(history, runMeasures.imbalance, { label: 'most', color: 'red' });
    expect(most).toMatchObject({
      kind: 'steps',
      points: [
        [1, 2.25],
        [2, 3],
      ],
    });
  });
});

describe('charts of a run as numbers', () => {
  it('of lines have a row for each point, nothing where there is no number', () => {
    const table = linesTable(measureLines(history, runMeasures.loss, names));
    expect(tableToCsv(table)).toBe(
      '"line","step","value"\r\n"Training",1,2\r\n"Training",2,\r\n"Validation",2,1.5\r\n',
    );
    expect(JSON.parse(tableToJson(table))).toEqual([
      { line: 'Training', step: 1, value: 2 },
      { line: 'Training', step: 2, value: null },
      { line: 'Validation', step: 2, value: 1.5 },
    ]);
  });

  it('of loads and classes have a column for each', () => {
    expect(loadTable(history.steps, 3)).toEqual({
      columns: ['step', 'expert_0', 'expert_1', 'expert_2'],
      rows: [
        [1, 6, 2, 0],
        [2, 8, 0, 0],
      ],
    });
    expect(tableToCsv(matrixTable(byClass, ['cat', '=dog']))).toBe(
      `"expert","cat","'=dog"\r\n0,4,0\r\n1,0,4\r\n2,0,0\r\n`,
    );
  });
});
