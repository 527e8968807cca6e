/** CSV files as tables: which character parts the columns, and whether the first row names them, is found out. */
import { Fault } from '../../../core/fault.ts';
import type { DataFile, DataFileOptions } from '../reading/data-file.ts';
import { textChunks } from '../reading/lines.ts';
import { CsvParser, type CsvRow } from './csv-rows.ts';
import { numberOf, SAMPLE_BYTES, type Row, type Table } from './table.ts';

const delimiters = [',', '\t', ';', '|'] as const;

/** Null if the text has no two columns that every row shares. */
export async function openCsv(file: DataFile, options: DataFileOptions = {}): Promise<Table | null> {
  const sample = await textSample(file, options);
  const found = delimiters
    .map((delimiter) => ({ delimiter, rows: sampleRows(sample, { file: file.name, delimiter }) }))
    .filter(({ rows }) => rows.length > 1 && isEven(rows))
    .sort((a, b) => b.rows[0]!.fields.length - a.rows[0]!.fields.length)[0];
  if (found === undefined) return null;
  const [first, ...others] = found.rows;
  const hasHeader = isHeader(first!, others);
  const columns = hasHeader ? distinctNames(first!.fields) : first!.fields.map((_, i) => `column ${i + 1}`);
  return {
    file,
    format: 'CSV',
    columns,
    async *rows(rowOptions) {
      let isFirst = hasHeader;
      for await (const row of rowsOf(file, found.delimiter, rowOptions)) {
        if (isFirst) isFirst = false;
        else yield checkedRow(row, { file: file.name, columns: columns.length });
      }
    },
  };
}

async function textSample(file: DataFile, options: DataFileOptions): Promise<string> {
  let text = '';
  for await (const chunk of textChunks(file, options)) {
    text += chunk;
    if (text.length >= SAMPLE_BYTES) break;
  }
  return text;
}

/** Whole rows of the sample's beginning; what is bad with them is said when all of the file is read. */
function sampleRows(sample: string, { file, delimiter }: { file: string; delimiter: string }): CsvRow[] {
  const parser = new CsvParser(file, delimiter);
  const rows: CsvRow[] = [];
  try {
    for (const row of parser.push(sample)) rows.push(row);
    if (sample.length < SAMPLE_BYTES) for (const row of parser.end()) rows.push(row);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
  return rows;
}

/** Whether nearly all rows have as many fields as the first, and more than one. */
function isEven(rows: readonly CsvRow[]): boolean {
  const wanted = rows[0]!.fields.length;
  const even = rows.filter(({ fields }) => fields.length === wanted).length;
  return wanted > 1 && even >= 0.9 * rows.length;
}

/** Names are short, distinct, no numbers, and none is repeated by a row below; labels would be. */
function isHeader({ fields }: CsvRow, others: readonly CsvRow[]): boolean {
  const names = fields.map((field) => field.trim());
  if (names.some((name) => numberOf(name) !== null || name.length > 100)) return false;
  if (new Set(names).size < names.length) return false;
  return names.every((name, column) => others.every((row) => row.fields[column]?.trim() !== name));
}

/** A column without a name, or with that of another, gets its number. */
function distinctNames(fields: readonly string[]): string[] {
  const seen = new Set<string>();
  return fields.map((field, i) => {
    const name = field.trim();
    const isUsable = name !== '' && !seen.has(name);
    const used = isUsable ? name : `column ${i + 1}`;
    seen.add(used);
    return used;
  });
}

async function* rowsOf(
  file: DataFile,
  delimiter: string,
  options: DataFileOptions | undefined,
): AsyncGenerator<CsvRow, void> {
  const parser = new CsvParser(file.name, delimiter);
  for await (const text of textChunks(file, options)) yield* parser.push(text);
  yield* parser.end();
}

function checkedRow({ line, fields }: CsvRow, { file, columns }: { file: string; columns: number }): Row {
  if (fields.length === columns) return { line, cells: fields };
  const detail = `it has ${fields.length} fields, where the first row has ${columns}`;
  throw new Fault('bad-row', { file, line, detail });
}
