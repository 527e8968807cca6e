/** CSV and JSON Lines files that were dropped: one file, or one to train on and one for the test. */
import { Fault } from '../../../core/fault.ts';
import type { DataFile } from '../reading/data-file.ts';
import { openCsv } from '../tables/csv.ts';
import { openJsonl } from '../tables/jsonl.ts';
import { surveyTable } from '../tables/survey.ts';
import { tableDataset } from '../tables/table-dataset.ts';
import type { Table } from '../tables/table.ts';
import type { DroppedDataset, DroppedOptions } from './dropped-dataset.ts';
import { plainName } from './roles.ts';
import { sniffDatasetFile } from './sniff.ts';
import { droppedWords, splitsOf } from './splits.ts';

const VOCABULARY = 10_000;

export async function openDroppedTable(
  files: readonly DataFile[],
  { choice, vocabularySize = VOCABULARY, signal }: DroppedOptions,
): Promise<DroppedDataset | null> {
  const tables = (await Promise.all(files.map((file) => openTable(file, { signal })))).filter(
    (table) => table !== null,
  );
  if (tables.length === 0) return null;
  const splits = splitsOf(tables, ({ file }) => file.name);
  const survey = await surveyTable(splits.train, { signal });
  const taken = choice ?? survey.proposal;
  if (taken === null) {
    const detail = 'no column can be the label: one with a few values that repeat, beside the samples';
    throw new Fault('unusable-dataset', { file: splits.train.file.name, detail });
  }
  const name = plainName(splits.train.file.name).replace(/\.\w+$/, '');
  const options = { choice: taken, vocabularySize, signal };
  const dataset = await tableDataset({ ...droppedWords, name }, splits, options);
  return { dataset, table: { survey, choice: taken } };
}

/** Null for a text that is no table. */
async function openTable(
  file: DataFile,
  options: { signal: AbortSignal | undefined },
): Promise<Table | null> {
  return (await sniffDatasetFile(file, options)) === 'jsonl'
    ? openJsonl(file, options)
    : openCsv(file, options);
}
