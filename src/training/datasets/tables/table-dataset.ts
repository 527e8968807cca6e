/** A table as a dataset, by a choice of columns. */
import { Fault, type Notice } from '../../../core/fault.ts';
import { vectorDataset, type DatasetWords } from '../build.ts';
import { compactLabels, type Dataset, type VectorSplit } from '../dataset.ts';
import { MAX_DATASET_BYTES } from '../limits.ts';
import type { DataFileOptions } from '../reading/data-file.ts';
import { Growing } from '../reading/growing.ts';
import { TextCollector, textDataset } from '../text/text-dataset.ts';
import { normaliseText } from '../text/tokenise.ts';
import { classesIn, LeftOut, labelledRows } from './labelled-rows.ts';
import type { TableChoice } from './survey.ts';
import { isMissing, numberOf, type Cell, type Table } from './table.ts';

export interface TableSplits {
  readonly train: Table;
  /** Null: the test split is left empty. */
  readonly test: Table | null;
}

export interface TableOptions extends DataFileOptions {
  readonly choice: TableChoice;
  /** Words that a text dataset tells apart. */
  readonly vocabularySize: number;
}

/** Throws `bad-row`, `label-out-of-range`, `unusable-dataset`, and what tables throw. */
export async function tableDataset(
  words: Omit<DatasetWords, 'classes' | 'notices'>,
  { train, test }: TableSplits,
  { choice, vocabularySize, ...options }: TableOptions,
): Promise<Dataset> {
  for (const table of [train, test]) checkColumns(table, choice);
  const classes = await classesIn(train, choice.label, options);
  const notices: Notice[] = [];
  const own = { ...words, classes, notices };
  const rowsOf = (table: Table, leftOut: LeftOut) =>
    labelledRows(table, { ...options, column: choice.label, classes, leftOut });

  if (choice.kind === 'text') {
    // Shared by both splits: what was trained on is no test.
    const seen = new Set<string>();
    const collect = async (table: Table | null) => {
      const collector = new TextCollector(train.file.name);
      if (table === null) return collector;
      const leftOut = new LeftOut(table.file.name);
      await collectTexts(table, {
        column: choice.text,
        rows: rowsOf(table, leftOut),
        collector,
        seen,
        leftOut,
      });
      notices.push(...leftOut.notices());
      return collector;
    };
    return textDataset(own, { train: await collect(train), test: await collect(test), vocabularySize });
  }
  const { features } = choice;
  const collect = async (table: Table | null) => {
    if (table === null) return noVectors;
    const leftOut = new LeftOut(table.file.name);
    const split = await collectVectors(table, { ...own, features, rows: rowsOf(table, leftOut), leftOut });
    notices.push(...leftOut.notices());
    return split;
  };
  return vectorDataset(own, { features, train: await collect(train), test: await collect(test) });
}

const noVectors: VectorSplit = { values: new Float32Array(0), labels: new Uint8Array(0), partOf: null };

function checkColumns(table: Table | null, choice: TableChoice): void {
  const wanted = choice.kind === 'text' ? [choice.label, choice.text] : [choice.label, ...choice.features];
  const absent = wanted.find((name) => table?.columns.includes(name) === false);
  if (table === null || absent === undefined) return;
  throw new Fault('unusable-dataset', {
    file: table.file.name,
    detail: `it has no column “${absent.slice(0, 100)}”`,
  });
}

type Rows = ReturnType<typeof labelledRows>;

async function collectTexts(
  table: Table,
  {
    column,
    rows,
    collector,
    seen,
    leftOut,
  }: { column: string; rows: Rows; collector: TextCollector; seen: Set<string>; leftOut: LeftOut },
): Promise<void> {
  const place = table.columns.indexOf(column);
  for await (const { cells, label } of rows) {
    const cell = cells[place]!;
    if (isMissing(cell)) {
      leftOut.add('they have no text');
      continue;
    }
    const key = normaliseText(String(cell));
    if (seen.has(key)) leftOut.add('the same text came before');
    else collector.add({ text: String(cell), label });
    seen.add(key);
  }
}

async function collectVectors(
  table: Table,
  {
    features,
    rows,
    classes,
    leftOut,
  }: { features: readonly string[]; rows: Rows; classes: readonly string[]; leftOut: LeftOut },
): Promise<VectorSplit> {
  const places = features.map((name) => table.columns.indexOf(name));
  const values = new Growing(new Float32Array(1024));
  const labels: number[] = [];
  for await (const { cells, line, label } of rows) {
    if (places.some((place) => isMissing(cells[place]!))) {
      leftOut.add('a number is missing');
      continue;
    }
    values.append(
      places.map((place, feature) =>
        checkedNumber(cells[place]!, { column: features[feature]!, table, line }),
      ),
    );
    labels.push(label);
    if (values.length * 4 > MAX_DATASET_BYTES) {
      const facts = { what: 'bytes of numbers', value: values.length * 4, limit: MAX_DATASET_BYTES };
      throw new Fault('over-limit', { file: table.file.name, ...facts });
    }
  }
  return { values: values.done(), labels: compactLabels(labels, classes.length), partOf: null };
}

/** As a 32-bit float, in which the largest doubles would be infinite. */
function checkedNumber(
  cell: Cell,
  { column, table, line }: { column: string; table: Table; line: number },
): number {
  const value = numberOf(cell);
  if (value !== null && Number.isFinite(Math.fround(value))) return value;
  const detail = `“${String(cell).slice(0, 50)}” in column “${column.slice(0, 50)}” is no number`;
  throw new Fault('bad-row', { file: table.file.name, line, detail });
}
