/**
 * Tables of a number for each expert of each layer, as text, whatever they measure. CSV with a row an expert, or a row
 * a layer (with the layer's number in front, or as many rows as layers); JSON with lists by name or by layer:
 *
 *     layer,expert,saliency        layer,e0,e1,…        {"saliency": [[…], …], "layers": [1, 3]}        {"0": […], …}
 *
 * Whole numbers that are none negative, or what is called a count, are counts; all else are scores.
 */
import { MAX_LAYER_ID } from '../../core/trace/collecting/trace-limits.ts';
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { clipped } from '../clipped.ts';
import { isJsonObject } from '../json.ts';
import { damaged } from './damage.ts';
import { layerOfKey } from './layer-keys.ts';
import { lookTextTable, type TextTable } from './looks/csv.ts';
import { lookJson } from './looks/json.ts';
import { lookOnce } from './looks/once.ts';
import { isIndex } from './moe-scope-line.ts';
import { progressOver } from './progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat } from './trace-format.ts';

export const scoreTableText: TraceFormat = {
  id: 'score-table-text',
  name: 'Table of counts or scores, as text',
  gives: 'Counts, or scores of each expert (CSV, TSV, JSON)',
  source: 'docs/traces.md',
  recognises: async (file) => (await lookTables(file)) !== null,
  async read(files, sink, options) {
    const countBytes = progressOver(files, options);
    for (const file of files) {
      const tables = await lookTables(file);
      if (tables === null) throw damaged(file, scoreTableText, 'it is no table of layers and experts');
      tellTables(tables, sink);
      const text = await lookTextTable(file);
      if (text !== null) tellDamage(text, { file, sink });
      countBytes(file.size);
    }
  },
};

/** Models with more layers or experts are yet to be seen. */
const MAX_LAYERS = 512;
const MAX_EXPERTS = 2048;

/** A matrix without names must have some columns: two are pairs, three are points. */
const FEWEST_BARE_EXPERTS = 4;

const COUNT_NAME = /^(?:counts?|hits|tokens|loads?|usage|activations?|activation_counts?|expert_counts?)$/i;
const DEFAULT_NAME = 'scores';

interface Table {
  readonly name: string;
  /** Layer → a number for each of its experts. */
  readonly rows: ReadonlyMap<number, readonly number[]>;
}

const lookTables = lookOnce(async (file: TraceFile): Promise<readonly Table[] | null> => {
  const text = await lookTextTable(file);
  const tables = text === null ? tablesOfJson(await lookJson(file)) : tablesOfText(text);
  return tables.length > 0 && tables.every(isPlausible) ? tables : null;
});

function isPlausible({ rows }: Table): boolean {
  const sizes = [...rows.values()].map(({ length }) => length);
  return rows.size >= 1 && rows.size <= MAX_LAYERS && sizes.every((size) => size >= 2 && size <= MAX_EXPERTS);
}

// ---------------------------------------------------------------- rows of text

function tablesOfText(text: TextTable): Table[] {
  const names = text.header?.map((name) => name.toLowerCase()) ?? [];
  const layer = names.findIndex((name) => /^layers?(?:_?(?:id|idx|index))?$/.test(name));
  const expert = names.findIndex((name) => /^experts?(?:_?(?:id|idx|index))?$/.test(name));
  if (layer >= 0 && expert >= 0) return tablesByExpert(text, { layer, expert });
  if (layer === 0 && names.slice(1).every((name) => /^(?:e|expert)?[ _]?\d{1,5}$/.test(name)))
    return tableByLayer(text);
  const isBare = text.header === null && text.rows[0]!.length >= FEWEST_BARE_EXPERTS;
  return isBare ? [{ name: DEFAULT_NAME, rows: new Map(text.rows.entries()) }] : [];
}

function tablesByExpert(
  { header, rows }: TextTable,
  { layer, expert }: { readonly layer: number; readonly expert: number },
): Table[] {
  if (!rows.every((row) => isLayer(row[layer]) && isIndex(row[expert]) && row[expert] < MAX_EXPERTS))
    return [];
  const columns = header!
    .map((name, column) => ({ name, column }))
    .filter(({ column }) => column !== layer && column !== expert);
  return columns.map(({ name, column }) => {
    const layers = new Map<number, number[]>();
    for (const row of rows) {
      const values = layers.get(row[layer]!) ?? [];
      layers.set(row[layer]!, values);
      while (values.length <= row[expert]!) values.push(NaN);
      values[row[expert]!] = row[column]!;
    }
    return { name: clipped(name), rows: layers };
  });
}

function tableByLayer({ rows }: TextTable): Table[] {
  if (!rows.every(([layer]) => isLayer(layer))) return [];
  return [{ name: DEFAULT_NAME, rows: new Map(rows.map(([layer, ...values]) => [layer!, values])) }];
}

function isLayer(value: unknown): value is number {
  return isIndex(value) && value <= MAX_LAYER_ID;
}

// ---------------------------------------------------------------- lists of JSON

function tablesOfJson(value: unknown): Table[] {
  if (isMatrix(value)) {
    const isBare = value[0]!.length >= FEWEST_BARE_EXPERTS;
    return isBare ? [{ name: DEFAULT_NAME, rows: new Map(value.entries()) }] : [];
  }
  if (!isJsonObject(value)) return [];
  const { layers, ...members } = value;
  const entries = Object.entries(members);
  if (entries.length > 0 && entries.every(([key, row]) => layerOfKey(key) !== null && isRow(row))) {
    const rows = entries.map(([key, row]) => [layerOfKey(key)!, row as number[]] as const);
    return [{ name: DEFAULT_NAME, rows: new Map(rows) }];
  }
  const ids = Array.isArray(layers) && layers.every(isLayer) ? layers : null;
  return entries.flatMap(([name, table]) => {
    if (!isMatrix(table) || (ids !== null && ids.length !== table.length)) return [];
    return [{ name: clipped(name), rows: new Map(table.map((row, i) => [ids?.[i] ?? i, row])) }];
  });
}

function isRow(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number' || one === null)
  );
}

function isMatrix(value: unknown): value is number[][] {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRow)) return false;
  return value.every((row) => row.length === value[0]!.length);
}

// ---------------------------------------------------------------- telling

function tellTables(tables: readonly Table[], sink: TraceSink): void {
  // one table can be the trace's counts; more of them are told apart by name
  const counts =
    tables.find(({ name }) => COUNT_NAME.test(name)) ?? (areCounts(tables[0]!) ? tables[0] : undefined);
  for (const table of tables) {
    for (const [layer, row] of table.rows) {
      const values = Float64Array.from(row, (value: number | null) => value ?? NaN);
      if (table === counts)
        sink.counts({ layer, counts: values.map((count) => (Number.isNaN(count) ? 0 : count)) });
      else sink.scores({ table: table.name, layer, values });
    }
  }
}

function areCounts({ rows }: Table): boolean {
  const values = [...rows.values()].flat();
  // zeros and ones are a mask
  return values.every((value) => isIndex(value)) && values.some((value) => value > 1);
}

function tellDamage(
  { unreadable, isCutShort }: TextTable,
  { file, sink }: { readonly file: TraceFile; readonly sink: TraceSink },
): void {
  if (unreadable !== null) {
    const detail = 'as many numbers as in the first row are expected';
    sink.find(finding('unreadable-lines', { file: file.name, ...unreadable, detail }));
  }
  if (isCutShort)
    sink.find(finding('cut-short', { file: file.name, detail: 'its last row ends in the middle' }));
}
