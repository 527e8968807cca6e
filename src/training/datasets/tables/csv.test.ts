import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../core/fault.ts';
import { CsvParser } from './csv-rows.ts';
import { openCsv } from './csv.ts';
import type { Cell } from './table.ts';

function parse(pieces: readonly string[], delimiter = ','): string[][] {
  const parser = new CsvParser('a.csv', delimiter);
  const rows = [...pieces.flatMap((piece) => [...parser.push(piece)]), ...parser.end()];
  return rows.map(({ fields }) => [...fields]);
}

const quote = (field: string) => (/[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

describe('CSV rows', () => {
  it('come back as they were written, wherever they are cut', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' '), maxLength: 6 });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 9 }),
        (rows, end, length) => {
          const text = rows.map((row) => row.map(quote).join(',')).join(end) + end;
          const pieces = Array.from({ length: Math.ceil(text.length / length) }, (_, i) =>
            text.slice(i * length, (i + 1) * length),
          );
          expect(parse(pieces)).toEqual(rows);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('need no line end at the last of them', () => {
    expect(parse(['a,b\n1,"2"'])).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(parse(['a,b\r\n1,2\r'])[1]).toEqual(['1', '2']);
    expect(parse(['a,'])).toEqual([['a', '']]);
  });

  it('know the line they begin at', () => {
    const parser = new CsvParser('a.csv', ',');
    const rows = [...parser.push('a,"x\ny"\n\nb,c\n')];
    expect(rows.map(({ line }) => line)).toEqual([1, 4]);
  });

  it.each([
    ['a,"b', 'a quoted field has no end', 1],
    ['a,b\nc,"d"e\n', 'a quoted field goes on after its closing quote', 2],
  ])('%j is refused', (text, detail, line) => {
    expect(() => parse([text])).toThrow(new Fault('bad-row', { file: 'a.csv', line, detail }));
  });

  it('without end, or with columns without number, are refused', () => {
    expect(() => parse([`"${'a'.repeat(11_000_000)}`])).toThrow('characters in one row');
    expect(() => parse([`${','.repeat(30_000)}\n`])).toThrow('the number of columns');
  });
});

async function read(text: string): Promise<{ columns: readonly string[]; rows: (readonly Cell[])[] } | null> {
  const table = await openCsv(new File([text], 'a.csv'));
  if (table === null) return null;
  const rows = [];
  for await (const { cells } of table.rows()) rows.push(cells);
  return { columns: table.columns, rows };
}

describe('a CSV file', () => {
  it.each([',', '\t', ';', '|'])('finds its delimiter %j', async (delimiter) => {
    const text = ['x,label', '1.5,"a, b; c|d"', '2,e'].join('\n').replaceAll(/,(?! )/g, delimiter);
    expect(await read(text)).toEqual({
      columns: ['x', 'label'],
      rows: [
        ['1.5', 'a, b; c|d'],
        ['2', 'e'],
      ],
    });
  });

  it.each<[string, string, readonly string[]]>([
    ['names above numbers', 'x,y\n1,2\n3,4', ['x', 'y']],
    ['names above words', 'text,label\ngood film,pos\nbad film,neg\nfine,pos', ['text', 'label']],
    ['a label that comes again', 'good film,pos\nbad film,neg\nfine,pos', ['column 1', 'column 2']],
    ['numbers from the start', '5,0,1\n3,0,1', ['column 1', 'column 2', 'column 3']],
    ['a name twice', 'x,x\n1,2', ['column 1', 'column 2']],
    ['a column without a name', ',x\n0,2\n1,3', ['column 1', 'x']],
  ])('with %s has the right header', async (_, text, columns) => {
    expect((await read(text))?.columns).toEqual(columns);
  });

  it('of one column, or of prose, is no table', async () => {
    expect(await read('a\nb\nc')).toBeNull();
    expect(
      await read('Once upon a time, there was\na text without columns.\nIt, too, had, commas.'),
    ).toBeNull();
    expect(await read('')).toBeNull();
  });

  it('names the row that has other columns than the first', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i},a`);
    const text = ['x,y', ...rows, '1,2,3'].join('\n');
    const detail = 'it has 3 fields, where the first row has 2';
    await expect(read(text)).rejects.toEqual(new Fault('bad-row', { file: 'a.csv', line: 42, detail }));
  });
});
