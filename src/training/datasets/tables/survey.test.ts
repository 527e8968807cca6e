import { describe, expect, it } from 'vitest';
import { openCsv } from './csv.ts';
import { openJsonl } from './jsonl.ts';
import { surveyTable, type TableSurvey } from './survey.ts';

async function survey(text: string): Promise<TableSurvey> {
  return surveyTable((await openCsv(new File([text], 'a.csv')))!);
}

const lines = (header: string, count: number, row: (i: number) => string) =>
  [header, ...Array.from({ length: count }, (_, i) => row(i))].join('\n');

describe('a survey', () => {
  it('says what the columns hold', async () => {
    const { rows, columns } = await survey('a,b\n1,x\n2,\n1,y\n,x');
    expect(rows).toBe(4);
    expect(columns).toEqual([
      {
        name: 'a',
        isNumeric: true,
        distinct: 2,
        missing: 1,
        isRowNumber: false,
        averageCharacters: 1,
        examples: ['1', '2'],
      },
      {
        name: 'b',
        isNumeric: false,
        distinct: 2,
        missing: 1,
        isRowNumber: false,
        averageCharacters: 1,
        examples: ['x', 'y'],
      },
    ]);
  });
});

describe('the proposal', () => {
  it('takes iris by its species', async () => {
    const { proposal } = await survey(
      lines('Id,SepalLength,SepalWidth,Species', 30, (i) => `${i},${5 + i / 10},${3 - i / 20},iris-${i % 3}`),
    );
    expect(proposal).toEqual({
      kind: 'vector',
      label: 'Species',
      features: ['SepalLength', 'SepalWidth'],
    });
  });

  it('takes reviews by their sentiment', async () => {
    const { proposal } = await survey(
      lines('review,sentiment', 20, (i) => `"Film ${i}, a long sentence",${i % 2 ? 'pos' : 'neg'}`),
    );
    expect(proposal).toEqual({ kind: 'text', label: 'sentiment', text: 'review' });
  });

  it('takes MNIST as CSV by its first column', async () => {
    const pixels = Array.from({ length: 5 }, (_, i) => `1x${i}`);
    const { proposal } = await survey(
      lines(
        `label,${pixels.join(',')}`,
        200,
        (i) => `${i % 10},${pixels.map((_, p) => (i * 7 + p) % 256).join(',')}`,
      ),
    );
    expect(proposal).toEqual({ kind: 'vector', label: 'label', features: pixels });
  });

  it('without names takes the last column of few values, or else the first', async () => {
    const last = await survey(lines('0.5,1.5,0', 50, (i) => `${i / 7},${i / 3},${i % 2}`));
    expect(last.proposal).toMatchObject({ label: 'column 3', features: ['column 1', 'column 2'] });
    const first = await survey(lines('0,0.5,1.5', 50, (i) => `${i % 2},${i / 7},${i / 3}`));
    expect(first.proposal).toMatchObject({ label: 'column 1', features: ['column 2', 'column 3'] });
  });

  it('leaves row numbers aside, whatever they are called', async () => {
    const { proposal } = await survey(lines('q,a,kind', 20, (i) => `${i},${i / 7},${i % 2}`));
    expect(proposal).toEqual({ kind: 'vector', label: 'kind', features: ['a'] });
  });

  it('is none where nothing repeats', async () => {
    const { proposal } = await survey(lines('a,b', 50, (i) => `${i / 7},${i / 3}`));
    expect(proposal).toBeNull();
  });
});

describe('JSON Lines', () => {
  const open = (text: string) => openJsonl(new File([text], 'a.jsonl'));

  it('are a table of their keys, and lists of numbers are columns', async () => {
    const table = await open('{"x":[1,2.5],"y":"a"}\n\n{"y":true,"x":[3,4],"z":{"deep":1}}\n');
    expect(table.columns).toEqual(['x[0]', 'x[1]', 'y']);
    const rows = [];
    for await (const row of table.rows()) rows.push(row);
    expect(rows).toEqual([
      { line: 1, cells: [1, 2.5, 'a'] },
      { line: 3, cells: [3, 4, 'true'] },
    ]);
  });

  it.each([
    ['{"a":1}\n{"a":', 'it is not JSON'],
    ['{"a":1}\n[1,2]', 'it is no JSON object'],
  ])('%j names its bad line', async (text, detail) => {
    await expect(open(text)).rejects.toMatchObject({ code: 'bad-row', facts: { line: 2, detail } });
  });
});
