/** JSON Lines (https://jsonlines.org) as tables: one object a line; a list of numbers is as many columns. */
import { Fault } from '../../../core/fault.ts';
import { MAX_COLUMNS } from '../limits.ts';
import type { DataFile, DataFileOptions } from '../reading/data-file.ts';
import { linesOf, type Line } from '../reading/lines.ts';
import type { Cell, Table } from './table.ts';

/** Lines that say which columns there are; a key that first comes later is left out. */
const SURVEYED_LINES = 200;

export async function openJsonl(file: DataFile, options: DataFileOptions = {}): Promise<Table> {
  const places = new Map<string, number>();
  let lines = 0;
  for await (const line of linesOf(file, options)) {
    if (line.text.trim() === '') continue;
    for (const [key] of flatten(parseLine(line, file.name))) {
      if (!places.has(key)) places.set(key, places.size);
    }
    if (places.size > MAX_COLUMNS) {
      const facts = { what: 'the number of columns', value: places.size, limit: MAX_COLUMNS };
      throw new Fault('over-limit', { file: file.name, ...facts });
    }
    if (++lines === SURVEYED_LINES) break;
  }
  return {
    file,
    format: 'JSON Lines',
    columns: [...places.keys()],
    async *rows(rowOptions) {
      for await (const line of linesOf(file, rowOptions)) {
        if (line.text.trim() === '') continue;
        const cells = new Array<Cell>(places.size).fill(null);
        for (const [key, cell] of flatten(parseLine(line, file.name))) {
          const place = places.get(key);
          if (place !== undefined) cells[place] = cell;
        }
        yield { line: line.number, cells };
      }
    },
  };
}

function parseLine({ text, number }: Line, file: string): object {
  const bad = (detail: string, cause?: unknown) =>
    new Fault('bad-row', { file, line: number, detail }, { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw bad('it is not JSON', error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('it is no JSON object');
  return value;
}

/** Cells by column. Objects inside objects, and lists of other things than numbers, are left out. */
function* flatten(object: object): Generator<readonly [string, Cell], void> {
  for (const [key, value] of Object.entries(object) as [string, unknown][]) {
    if (Array.isArray(value)) {
      for (const [i, item] of (value as unknown[]).entries()) {
        if (typeof item === 'number') yield [`${key}[${i}]`, item];
      }
    } else if (typeof value === 'string' || typeof value === 'number' || value === null) {
      yield [key, value];
    } else if (typeof value === 'boolean') {
      yield [key, String(value)];
    }
  }
}
