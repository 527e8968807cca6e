/** Results of a scan to bytes and back, all of it exactly: docs/parts.md describes them. */
import { dtypeNames, type Dtype } from '../core/dtype.ts';
import { packSketches, sketchAt } from '../core/sketch/columns.ts';
import type { ByteReader, ByteWriter } from '../core/summary-file/bytes.ts';
import { readOne, readSteps, writeSteps } from '../core/summary-file/columns.ts';
import { readSketch, writeSketch } from '../core/summary-file/sketches.ts';
import type { ScanResult, ScanTable } from './scanner.ts';
import { tallyFor } from './tallies/index.ts';
import type { Table, TableCounts } from './tally.ts';

export function writeRows(writer: ByteWriter, { parts, batches, sketches }: ScanResult): void {
  writer.varint(parts.length);
  writeSteps(writer, batches);
  writeSteps(writer, parts);
  for (let row = 0; row < parts.length; row++) writeSketch(writer, sketchAt(sketches, row), 'full');
}

/** How much there may be of what. */
export interface ResultLimits {
  readonly parts: number;
  readonly batches: number;
  readonly classes: number;
  /** The list that a file's dtypes are positions in. */
  readonly dtypes: readonly Dtype[];
}

export function readRows(reader: ByteReader, limits: ResultLimits): Omit<ScanResult, 'tables'> {
  const rows = reader.quantity(reader.varint(), 3);
  const batches = Uint32Array.from(readSteps(reader, rows, { least: 0, most: limits.batches - 1 }));
  const parts = Uint32Array.from(readSteps(reader, rows, { least: 0, most: limits.parts - 1 }));
  for (let row = 1; row < rows; row++) {
    const step = batches[row]! - batches[row - 1]! || parts[row]! - parts[row - 1]!;
    if (step <= 0) reader.fail('its rows do not rise');
  }
  return { batches, parts, sketches: packSketches(Array.from(parts, () => readSketch(reader, 'full'))) };
}

export function writeTables(writer: ByteWriter, tables: readonly ScanTable[]): void {
  writer.varint(tables.length);
  for (const { classIndex, dtype, counts } of tables) {
    writer.varint(classIndex);
    writer.u8(dtypeNames.indexOf(dtype));
    writer.varint(counts.key.length);
    writeSteps(writer, counts.key);
    for (const count of counts.count) writer.count(count);
    for (const column of [counts.sum, counts.rest]) for (const value of column) writer.f64(value);
  }
}

export function readTables(reader: ByteReader, { classes, dtypes }: ResultLimits): ScanTable[] {
  const known = new Set<string>();
  return Array.from({ length: reader.quantity(reader.varint(), 3) }, () => {
    const classIndex = reader.varint();
    if (classIndex >= classes) reader.fail('a table is of no class');
    const dtype = readOne(reader, dtypes);
    const name = `${classIndex} ${dtype}`;
    if (known.has(name)) reader.fail('a table is there twice');
    known.add(name);
    return { classIndex, dtype, counts: readCounts(reader, dtype) };
  });
}

/** How tables of each dtype look, found out once: making one takes megabytes. */
const tableShapes = new Map<Dtype, Pick<Table, 'keys' | 'hasSums'> | null>();

function tableShape(dtype: Dtype): Pick<Table, 'keys' | 'hasSums'> | null {
  if (!tableShapes.has(dtype)) {
    const table = tallyFor(dtype)?.newTable();
    tableShapes.set(dtype, table === undefined ? null : { keys: table.keys, hasSums: table.hasSums });
  }
  return tableShapes.get(dtype) ?? null;
}

function readCounts(reader: ByteReader, dtype: Dtype): TableCounts {
  const table = tableShape(dtype) ?? reader.fail(`values of ${dtype} are no weights`);
  const size = reader.quantity(reader.varint(), 2);
  const key = Uint32Array.from(readSteps(reader, size, { least: 0, most: table.keys - 1 }));
  if (key.some((at, i) => i > 0 && at <= key[i - 1]!)) reader.fail('keys of a table do not rise');
  const count = Float64Array.from(key, () => reader.count());
  if (count.some((weights) => !(weights > 0 && weights <= Number.MAX_SAFE_INTEGER))) {
    reader.fail('a key holds no weights');
  }
  const summed = table.hasSums ? size : 0;
  const column = () => Float64Array.from({ length: summed }, () => reader.f64());
  const [sum, rest] = [column(), column()];
  if (!sum.every((value) => value > 0) || !rest.every(Number.isFinite)) reader.fail('a sum is not positive');
  return { key, count, sum, rest };
}
