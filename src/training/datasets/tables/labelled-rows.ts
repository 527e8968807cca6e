/** The rows of a table with the class of each; those that can't be used are counted, and the reason kept. */
import { Fault, notice, type Notice } from '../../../core/fault.ts';
import { MAX_CLASSES } from '../limits.ts';
import type { DataFileOptions } from '../reading/data-file.ts';
import { isMissing, numberOf, type Row, type Table } from './table.ts';

/** The classes of a column, in order: numbers by size, words by their characters. Throws `over-limit`. */
export async function classesIn(
  table: Table,
  column: string,
  options: DataFileOptions,
): Promise<readonly string[]> {
  const place = table.columns.indexOf(column);
  const names = new Set<string>();
  for await (const { cells } of table.rows(options)) {
    const cell = cells[place]!;
    if (!isMissing(cell)) names.add(String(cell).trim());
    if (names.size > MAX_CLASSES) {
      const facts = { what: 'the number of classes', value: names.size, limit: MAX_CLASSES };
      throw new Fault('over-limit', { file: table.file.name, ...facts });
    }
  }
  const isNumeric = [...names].every((name) => numberOf(name) !== null);
  return [...names].sort((a, b) => (isNumeric ? Number(a) - Number(b) : a < b ? -1 : 1));
}

/** Rows that were left out, by the reason. */
export class LeftOut {
  readonly #file: string;
  readonly #rows = new Map<string, number>();

  constructor(file: string) {
    this.#file = file;
  }

  add(reason: string): void {
    this.#rows.set(reason, (this.#rows.get(reason) ?? 0) + 1);
  }

  notices(): Notice[] {
    const file = this.#file;
    return [...this.#rows].map(([reason, rows]) => notice('rows-left-out', { file, rows, reason }));
  }
}

export interface LabelledRow extends Row {
  readonly label: number;
}

/** Throws `label-out-of-range` for a label that is none of the classes. */
export async function* labelledRows(
  table: Table,
  {
    column,
    classes,
    leftOut,
    ...options
  }: DataFileOptions & { column: string; classes: readonly string[]; leftOut: LeftOut },
): AsyncGenerator<LabelledRow, void> {
  const place = table.columns.indexOf(column);
  const labels = new Map(classes.map((name, label) => [name, label]));
  let sample = 0;
  for await (const row of table.rows(options)) {
    const cell = row.cells[place]!;
    if (isMissing(cell)) leftOut.add('they have no label');
    else {
      const name = String(cell).trim();
      const label = labels.get(name);
      if (label === undefined) {
        const range = 'those of the training file';
        throw new Fault('label-out-of-range', {
          file: table.file.name,
          sample,
          label: name.slice(0, 100),
          range,
        });
      }
      yield { ...row, label };
    }
    sample++;
  }
}
