/** A table: rows of cells under named columns, read from the file again each time. CSV and JSON Lines are tables. */
import type { DataFile, DataFileOptions } from '../reading/data-file.ts';

/** Null where the row has nothing in the column. */
export type Cell = string | number | null;

export interface Row {
  /** Where it begins in the file, counted from 1. */
  readonly line: number;
  /** One for each column. */
  readonly cells: readonly Cell[];
}

export interface Table {
  readonly file: DataFile;
  readonly format: 'CSV' | 'JSON Lines';
  readonly columns: readonly string[];
  /** From the first row on. Throws `bad-row`, `not-utf8`, `over-limit`, and what files throw. */
  rows(options?: DataFileOptions): AsyncGenerator<Row, void>;
}

/** How much of a text is looked at to learn what it is. */
export const SAMPLE_BYTES = 262_144;

/** The number that a cell is; null for anything else. Decimal commas are not read: they part columns. */
export function numberOf(cell: Cell): number | null {
  if (typeof cell === 'number') return cell;
  if (cell === null || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(cell)) return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

/** Whether a cell says that there is no value. */
export function isMissing(cell: Cell): boolean {
  return cell === null || /^\s*(na|n\/a|nan|null|none|\?)?\s*$/i.test(String(cell));
}
