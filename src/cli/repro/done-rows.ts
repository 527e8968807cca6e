/** Rows that were trained already, kept in a file, so that a long reproduction can be done in pieces. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { RowFigures, RowSettings } from './train-row.ts';

export interface DoneRow extends RowSettings {
  readonly label: string;
  readonly figures: RowFigures;
}

/** A file that is not there, or not readable, has none. */
export async function readDone(path: string): Promise<readonly DoneRow[]> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as readonly DoneRow[];
  } catch {
    return [];
  }
}

export async function writeDone(path: string, rows: readonly DoneRow[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(rows, null, 1)}\n`);
}
