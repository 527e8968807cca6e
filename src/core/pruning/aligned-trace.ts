/** A trace held against the layers and experts of a checkpoint: what is counted of expert e of row r. */
import type { Grid } from '../grid.ts';
import { rowOf, type Matrix } from '../routing/matrix.ts';
import { explainFinding } from '../trace/finding-words.ts';
import { disagreements } from '../trace/model-facts.ts';
import type { LayerReading, TraceReading } from '../trace/reading.ts';

export interface AlignedTrace {
  readonly name: string;
  /** [L] by rows of the grid; null where the trace says nothing of a layer. */
  readonly layers: readonly (LayerReading | null)[];
  /** Ids of the producer's own numbers. */
  readonly scoreIds: readonly string[];
  /** [L, C] of one of them, NaN where there is none; null for an id that the trace has not. */
  readonly table: (id: string) => Float64Array | null;
  /** [E, E] by which the producer compared experts of a row; null where it did not. */
  readonly similarity: (id: string, row: number) => Matrix | null;
}

export interface ForeignTrace {
  /** What shows that it is of another model, in a sentence. */
  readonly foreign: string;
}

export function isForeign(trace: AlignedTrace | ForeignTrace): trace is ForeignTrace {
  return 'foreign' in trace;
}

interface Model {
  readonly name: string;
  readonly grid: Grid;
  readonly topK: number | null;
}

export function alignTrace(reading: TraceReading, model: Model): AlignedTrace | ForeignTrace {
  const foreign = foreignTo(reading, model);
  if (foreign !== null) return { foreign };
  const { grid } = model;
  const rows = rowsOf(
    reading.layers.map(({ layer }) => layer),
    grid.layers,
  );
  const layers = grid.layers.map((_, row) => reading.layers[rows.indexOf(row)] ?? null);
  return {
    name: reading.name,
    layers,
    scoreIds: reading.scores.map(({ id }) => id),
    table: (id) => alignedTable(reading, grid, id),
    similarity: (id, row) => alignedSimilarity(reading, grid, { id, row }),
  };
}

function foreignTo({ layers, scores }: TraceReading, { name, grid, topK }: Model): string | null {
  const ids = new Set([
    ...layers.map(({ layer }) => layer),
    ...scores.flatMap((table) => Array.from(table.layers)),
  ]);
  const experts = Math.max(
    0,
    ...layers.map((layer) => layer.experts),
    ...scores.map(({ values }) => values.columns),
  );
  const chosen = layers.flatMap((layer) => (layer.topK === null ? [] : [layer.topK]));
  const [first] = disagreements(
    { experts, topK: chosen.length > 0 ? Math.max(...chosen) : null, layers: [...ids] },
    { name, experts: grid.columns.length, topK, layers: grid.layers, isCertain: true },
  );
  return first === undefined ? null : explainFinding(first).body;
}

/** Row of each layer of a trace; −1 where there is none. Layers are the same by number, or by order where no number fits. */
function rowsOf(layers: readonly number[], known: readonly number[]): readonly number[] {
  const rows = layers.map((layer) => known.indexOf(layer));
  const isByOrder = rows.every((row) => row < 0) && layers.length === known.length;
  return isByOrder ? layers.map((_, row) => row) : rows;
}

function alignedTable({ scores }: TraceReading, grid: Grid, id: string): Float64Array | null {
  const table = scores.find((known) => known.id === id);
  if (table === undefined) return null;
  const width = grid.columns.length;
  const values = new Float64Array(grid.layers.length * width).fill(NaN);
  rowsOf(Array.from(table.layers), grid.layers).forEach((row, at) => {
    if (row >= 0) values.set(rowOf(table.values, at).subarray(0, width), row * width);
  });
  return values;
}

function alignedSimilarity(
  { similarities }: TraceReading,
  grid: Grid,
  { id, row }: { readonly id: string; readonly row: number },
): Matrix | null {
  const own = similarities.filter((table) => table.id === id);
  const rows = rowsOf(
    own.map(({ layer }) => layer),
    grid.layers,
  );
  return own[rows.indexOf(row)]?.values ?? null;
}
