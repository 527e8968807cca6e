/** Experts that a checkpoint and a trace both have, so that what is known of each can stand side by side. */
import type { Grid } from '../grid.ts';
import type { StatisticTable } from './expert-statistics.ts';

export interface JoinedExperts {
  /** Layer ids of the trace and numbers of experts, one a point. */
  readonly layers: Int32Array;
  readonly experts: Int32Array;
  /** Layer ids of the checkpoint: others than those of the trace if joined by order. */
  readonly gridLayers: Int32Array;
  /** Cell of the grid and of the table of each point. */
  readonly cells: Int32Array;
  readonly entries: Int32Array;
  /**
   * - `ids`: layers of the same number are the same;
   * - `order`: no number is in both, but there are as many, so the first is the first (producers may count MoE layers alone).
   */
  readonly by: 'ids' | 'order';
  /** Layers of the trace that the checkpoint has not. */
  readonly missing: readonly number[];
}

export function joinExperts(
  grid: Pick<Grid, 'layers' | 'columns'>,
  table: Pick<StatisticTable, 'layers' | 'experts'>,
): JoinedExperts {
  const known = new Map(grid.layers.map((layer, row) => [layer, row]));
  const isByOrder =
    table.layers.length === grid.layers.length && !table.layers.some((layer) => known.has(layer));
  const rows = table.layers.map((layer, row) => (isByOrder ? row : (known.get(layer) ?? -1)));
  const columns = new Map(grid.columns.map((expert, column) => [expert, column]));
  const points = rows.flatMap((row, tableRow) =>
    row < 0
      ? []
      : Array.from({ length: table.experts }, (_, expert) => ({
          row,
          tableRow,
          expert,
          column: columns.get(expert) ?? -1,
        })).filter(({ column }) => column >= 0),
  );
  return {
    layers: Int32Array.from(points, ({ tableRow }) => table.layers[tableRow]!),
    experts: Int32Array.from(points, ({ expert }) => expert),
    gridLayers: Int32Array.from(points, ({ row }) => grid.layers[row]!),
    cells: Int32Array.from(points, ({ row, column }) => row * grid.columns.length + column),
    entries: Int32Array.from(points, ({ tableRow, expert }) => tableRow * table.experts + expert),
    by: isByOrder ? 'order' : 'ids',
    missing: table.layers.filter((_, row) => rows[row]! < 0),
  };
}
