import { useCallback, useMemo } from 'react';
import type { Grid } from '../core/grid.ts';
import { formatScope, parseScope, type Scope } from '../core/scope.ts';
import { projections, type Projection } from '../core/structure.ts';
import type { ExpertId } from '../core/trace/selection.ts';
import { CellMatrix, type CellMark } from './CellMatrix.tsx';
import type { DrawnCurve } from './use-drawn-curves.ts';

export interface ExpertMatrixProps {
  readonly grid: Grid;
  readonly values: Float64Array | null;
  readonly domain: readonly [number, number];
  readonly measureName: string;
  readonly format: (value: number) => string;
  readonly projection: Projection | null;
  /** Curves of this checkpoint: their cells are outlined in their colours. */
  readonly curves: readonly (DrawnCurve | null)[];
  /** Experts that are picked out of a trace. */
  readonly picked: readonly ExpertId[];
  readonly onChoose: (scope: string) => void;
}

/** The grid of a checkpoint, coloured by a measure; cells and labels choose curves. */
export function ExpertMatrix(props: ExpertMatrixProps) {
  const { grid, values, domain, measureName, format, projection, curves, picked, onChoose } = props;
  const { rowLabels, columnLabels, kind } = grid;
  const shown = useMemo(
    () => values ?? new Float64Array(rowLabels.length * columnLabels.length).fill(NaN),
    [values, rowLabels, columnLabels],
  );
  const marked = useMemo(
    () => [...pickedMarks(picked, grid), ...curveMarks(curves, grid)],
    [picked, curves, grid],
  );
  const sentenceOf = useCallback(
    (cell: number) => {
      const row = Math.floor(cell / columnLabels.length);
      const column = columnLabels[cell % columnLabels.length]!;
      const value = shown[cell] ?? NaN;
      const place = `Layer ${rowLabels[row]!} · ${kind === 'experts' ? `expert ${column}` : column}`;
      return `${place}: ${Number.isNaN(value) ? 'nothing known' : `${measureName} ${format(value)}`}`;
    },
    [shown, rowLabels, columnLabels, kind, measureName, format],
  );
  return (
    <CellMatrix
      rowLabels={rowLabels}
      columnLabels={columnLabels}
      values={shown}
      domain={domain}
      label={`${kind === 'experts' ? 'Layers by experts' : 'Layers by projections'}. Arrow keys move, Enter draws the curve.`}
      summary={`${rowLabels.length} by ${columnLabels.length} cells, coloured by ${measureName}`}
      sentenceOf={sentenceOf}
      marked={marked}
      onChooseCell={(cell) => onChoose(formatScope(scopeOfCell(grid, cell, projection)))}
      onChooseLabel={(label) => onChoose(formatScope(scopeOfLabel(grid, label, projection)))}
    />
  );
}

function curveMarks(curves: ExpertMatrixProps['curves'], grid: Grid): CellMark[] {
  return curves.flatMap((curve) =>
    curve === null
      ? []
      : cellsOfScope(curve.choice.scope, grid).map((cell): CellMark => ({
          cell,
          color: (look) => look.series[curve.slot]!,
        })),
  );
}

function pickedMarks(picked: readonly ExpertId[], { kind, layers, columns }: Grid): CellMark[] {
  if (kind !== 'experts') return [];
  return picked.flatMap(({ layer, expert }): CellMark[] => {
    const [row, column] = [layers.indexOf(layer), columns.indexOf(expert)];
    const isThere = row >= 0 && column >= 0;
    return isThere ? [{ cell: row * columns.length + column, color: (look) => look.inkMuted }] : [];
  });
}

function scopeOfCell(grid: Grid, cell: number, projection: Projection | null): Scope {
  const layer = grid.layers[Math.floor(cell / grid.columns.length)]!;
  const column = grid.columns[cell % grid.columns.length]!;
  if (grid.kind === 'experts') return [{ kind: 'expert', layer, expert: column, projection }];
  return [{ kind: 'projection', layer, projection: projections[column]! }];
}

function scopeOfLabel(
  grid: Grid,
  label: { row: number } | { column: number },
  projection: Projection | null,
): Scope {
  if (grid.kind === 'experts') {
    const at =
      'row' in label
        ? { layer: grid.layers[label.row]!, expert: null }
        : { layer: null, expert: grid.columns[label.column]! };
    return [{ kind: 'expert', ...at, projection }];
  }
  if ('row' in label) return [{ kind: 'layer', layer: grid.layers[label.row]! }];
  return [{ kind: 'projection', layer: null, projection: projections[grid.columns[label.column]!]! }];
}

/** Cells that a scope is about, unless it is about more than a row or column of them. */
function cellsOfScope(scopeText: string, grid: Grid): number[] {
  const scope = parseScope(scopeText) ?? [];
  const cells: number[] = [];
  for (const term of scope) {
    const [layer, id] =
      term.kind === 'expert'
        ? [term.layer, term.expert]
        : term.kind === 'projection'
          ? [term.layer, projections.indexOf(term.projection)]
          : term.kind === 'layer'
            ? [term.layer, null]
            : [null, null];
    if (layer === null && id === null) continue;
    grid.layers.forEach((row, r) => {
      grid.columns.forEach((column, c) => {
        if ((layer === null || row === layer) && (id === null || column === id))
          cells.push(r * grid.columns.length + c);
      });
    });
  }
  return cells;
}
