/** What the columns of a table hold, and which of them are likely labels, texts and features. */
import type { DataFileOptions } from '../reading/data-file.ts';
import { identityNames, labelNames, textNames } from './column-names.ts';
import { isMissing, numberOf, type Cell, type Table } from './table.ts';

export interface ColumnSurvey {
  readonly name: string;
  /** Every cell that is not missing is a number. */
  readonly isNumeric: boolean;
  /** How many different values there are; counted up to `MOST_DISTINCT`. */
  readonly distinct: number;
  /** Rows without a value. */
  readonly missing: number;
  readonly averageCharacters: number;
  /** It counts the rows, from 0 or from 1 on. */
  readonly isRowNumber: boolean;
  /** The first few values. */
  readonly examples: readonly string[];
}

/** How a table becomes a dataset: which column is the label, and what the samples are. Columns by name. */
export type TableChoice =
  | { readonly kind: 'vector'; readonly label: string; readonly features: readonly string[] }
  | { readonly kind: 'text'; readonly label: string; readonly text: string };

export interface TableSurvey {
  readonly rows: number;
  readonly columns: readonly ColumnSurvey[];
  /** The likeliest choice; null where no column can be a label, or nothing is left beside it. */
  readonly proposal: TableChoice | null;
}

/** Different values beyond which a column is no label, and is no longer counted. */
export const MOST_DISTINCT = 1001;

const EXAMPLES = 3;
const EXAMPLE_CHARACTERS = 80;

/** Reads the whole table once. */
export async function surveyTable(table: Table, options: DataFileOptions = {}): Promise<TableSurvey> {
  const counters = table.columns.map((name) => new ColumnCounter(name));
  let rows = 0;
  for await (const { cells } of table.rows(options)) {
    rows++;
    cells.forEach((cell, column) => counters[column]!.add(cell));
  }
  const columns = counters.map((counter) => counter.done());
  return { rows, columns, proposal: propose(columns, rows) };
}

class ColumnCounter {
  readonly #name: string;
  readonly #values = new Set<Cell>();
  #numbers = 0;
  #present = 0;
  #missing = 0;
  #characters = 0;
  /** What a column of row numbers would hold next; null once it holds something else. */
  #next: number | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  add(cell: Cell): void {
    if (isMissing(cell)) {
      this.#missing++;
      return;
    }
    const number = numberOf(cell);
    if (this.#present === 0 && (number === 0 || number === 1)) this.#next = number;
    this.#next = number === this.#next && number !== null ? number + 1 : null;
    this.#present++;
    if (number !== null) this.#numbers++;
    this.#characters += typeof cell === 'string' ? cell.length : 1;
    if (this.#values.size < MOST_DISTINCT) this.#values.add(cell);
  }

  done(): ColumnSurvey {
    return {
      name: this.#name,
      isNumeric: this.#present > 0 && this.#numbers === this.#present,
      distinct: this.#values.size,
      missing: this.#missing,
      isRowNumber: this.#next !== null && this.#present > 2 && this.#missing === 0,
      averageCharacters: this.#present === 0 ? 0 : this.#characters / this.#present,
      examples: [...this.#values]
        .slice(0, EXAMPLES)
        .map((value) => String(value).slice(0, EXAMPLE_CHARACTERS)),
    };
  }
}

/** From this length on, words in a column are a text and not the name of a category. */
const TEXT_CHARACTERS = 20;

function propose(columns: readonly ColumnSurvey[], rows: number): TableChoice | null {
  const label = likelyLabel(columns, rows);
  if (label === undefined) return null;
  const others = columns.filter((column) => column !== label);
  const text = likelyText(others);
  if (text !== undefined) return { kind: 'text', label: label.name, text: text.name };
  const features = others.filter((column) => column.isNumeric && !isIdentity(column)).map(({ name }) => name);
  return features.length === 0 ? null : { kind: 'vector', label: label.name, features };
}

/** A column by a telling name; else the last with few values, of words rather than of numbers; else the first of all. */
function likelyLabel(columns: readonly ColumnSurvey[], rows: number): ColumnSurvey | undefined {
  const possible = columns.filter((column) => {
    const { distinct } = column;
    const isRepeated = distinct < rows || distinct <= 2;
    return distinct >= 2 && distinct < MOST_DISTINCT && isRepeated && !isIdentity(column);
  });
  const named = possible.filter(({ name }) => labelNames.test(name));
  const few = possible.filter(({ distinct }) => distinct <= Math.max(2, Math.sqrt(rows)));
  const words = few.filter(({ isNumeric }) => !isNumeric);
  return named[0] ?? words.at(-1) ?? fewestAtAnEnd(few, columns) ?? possible.at(-1);
}

/** Tables of numbers have their label last, or first, as MNIST in CSV has. */
function fewestAtAnEnd(
  few: readonly ColumnSurvey[],
  columns: readonly ColumnSurvey[],
): ColumnSurvey | undefined {
  const [first, last] = [columns[0], columns.at(-1)];
  return (
    few.find((column) => column === last && column.distinct > 1) ?? few.find((column) => column === first)
  );
}

function likelyText(columns: readonly ColumnSurvey[]): ColumnSurvey | undefined {
  const words = columns.filter(({ isNumeric, averageCharacters }) => !isNumeric && averageCharacters > 0);
  const longest = words.toSorted((a, b) => b.averageCharacters - a.averageCharacters)[0];
  const named = words.find(({ name }) => textNames.test(name));
  const hasNumbers = columns.some((column) => column.isNumeric && !isIdentity(column));
  if (named) return named;
  return longest && (longest.averageCharacters >= TEXT_CHARACTERS || !hasNumbers) ? longest : undefined;
}

/** Whether the column says which sample it is, and nothing of what it is like. */
function isIdentity({ name, isRowNumber }: ColumnSurvey): boolean {
  return isRowNumber || identityNames.test(name);
}
