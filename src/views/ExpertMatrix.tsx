import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import {
  cellAt,
  cellBox,
  drawMatrix,
  drawMatrixMarks,
  labelAt,
  layOutMatrix,
  type MatrixLayout,
} from '../charts/expert-matrix.ts';
import type { Grid } from '../core/grid.ts';
import { formatScope, parseScope, type Scope } from '../core/scope.ts';
import { projections, type Projection } from '../core/structure.ts';
import { readLook } from '../ui/look/chart-look.ts';
import { useThemeName } from '../ui/theme.ts';
import styles from './ExpertMatrix.module.css';
import type { DrawnCurve } from './use-drawn-curves.ts';
import { useWidth } from './use-width.ts';

export interface ExpertMatrixProps {
  readonly grid: Grid;
  readonly values: Float64Array | null;
  readonly domain: readonly [number, number];
  readonly measureName: string;
  readonly format: (value: number) => string;
  readonly projection: Projection | null;
  /** Curves of this checkpoint: their cells are outlined in their colours. */
  readonly curves: readonly (DrawnCurve | null)[];
  readonly onChoose: (scope: string) => void;
}

/** The matrix on two canvases, cells below and outlines above, read by pointer and by keyboard. */
export function ExpertMatrix(props: ExpertMatrixProps) {
  const { grid, values, domain, measureName, format, projection, curves, onChoose } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const theme = useThemeName();
  const cells = useRef<HTMLCanvasElement>(null);
  const outlines = useRef<HTMLCanvasElement>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const [focus, setFocus] = useState<number | null>(null);
  const { rowLabels, columnLabels } = grid;
  const shown = useMemo(
    () => values ?? new Float64Array(rowLabels.length * columnLabels.length).fill(NaN),
    [values, rowLabels, columnLabels],
  );
  const spec = useMemo(
    () => ({ width, rowLabels, columnLabels, values: shown, domain, theme }),
    [width, rowLabels, columnLabels, shown, domain, theme],
  );
  const layout = useMemo(() => layOutMatrix(spec), [spec]);
  // reading it makes the browser work out styles: once a theme, not once a stroke
  const look = useMemo(() => readLook(theme), [theme]);

  useEffect(() => {
    const context = contextOf(cells.current, layout);
    if (context !== null) drawMatrix(context, spec, look);
  }, [spec, layout, look]);
  useEffect(() => {
    const context = contextOf(outlines.current, layout);
    if (context === null) return;
    const selected = curves.flatMap((curve) =>
      curve === null
        ? []
        : cellsOfScope(curve.choice.scope, grid).map((cell) => ({ cell, color: look.series[curve.slot]! })),
    );
    drawMatrixMarks(context, { layout, marks: { selected, focus: hovered ?? focus }, look });
  }, [curves, grid, hovered, focus, layout, look]);

  const spot = hovered ?? focus;
  const positionOf = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top] as const;
  };
  const onClick = (event: PointerEvent<HTMLElement>) => {
    const [x, y] = positionOf(event);
    const cell = cellAt(layout, x, y);
    if (cell !== null) {
      setFocus(cell);
      onChoose(formatScope(scopeOfCell(grid, cell, projection)));
    } else {
      const label = labelAt(layout, x, y);
      if (label !== null) onChoose(formatScope(scopeOfLabel(grid, label, projection)));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moveFocus(layout, focus ?? 0, event.key);
    if (next !== null) setFocus(next);
    else if ((event.key === 'Enter' || event.key === ' ') && focus !== null)
      onChoose(formatScope(scopeOfCell(grid, focus, projection)));
    else return;
    event.preventDefault();
  };
  const sentence =
    spot === null
      ? `${rowLabels.length} by ${columnLabels.length} cells, coloured by ${measureName}`
      : sentenceOf(props, spot);
  return (
    <div ref={ref} className={styles.frame}>
      <div
        className={styles.matrix}
        style={{ width: layout.width, height: layout.height }}
        role="application"
        tabIndex={0}
        aria-roledescription="matrix"
        aria-label={`${grid.kind === 'experts' ? 'Layers by experts' : 'Layers by projections'}. Arrow keys move, Enter draws the curve. ${sentence}`}
        onPointerMove={(event) => setHovered(cellAt(layout, ...positionOf(event)))}
        onPointerLeave={() => setHovered(null)}
        onPointerUp={onClick}
        onKeyDown={onKeyDown}
        onFocus={() => setFocus((known) => known ?? 0)}
        onBlur={() => setFocus(null)}
      >
        <canvas ref={cells} aria-hidden="true" />
        <canvas ref={outlines} aria-hidden="true" />
        {spot !== null && <CellTip layout={layout} cell={spot} text={sentenceOf(props, spot)} />}
      </div>
      <p className={styles.live} aria-live="polite">
        {focus === null ? '' : sentenceOf(props, focus)}
      </p>
    </div>
  );

  function sentenceOf({ values: all }: ExpertMatrixProps, cell: number): string {
    const row = Math.floor(cell / columnLabels.length);
    const column = columnLabels[cell % columnLabels.length]!;
    const value = all?.[cell] ?? NaN;
    const place = `Layer ${rowLabels[row]!} · ${grid.kind === 'experts' ? `expert ${column}` : column}`;
    return `${place}: ${Number.isNaN(value) ? 'nothing known' : `${measureName} ${format(value)}`}`;
  }
}

function CellTip({
  layout,
  cell,
  text,
}: {
  readonly layout: MatrixLayout;
  readonly cell: number;
  readonly text: string;
}) {
  const box = cellBox(layout, cell);
  const isRight = box.x > layout.width / 2;
  const side = isRight ? { right: layout.width - box.x + 6 } : { left: box.x + box.width + 6 };
  return (
    <span className={styles.tip} style={{ ...side, top: Math.max(0, box.y - 6) }}>
      {text}
    </span>
  );
}

/** A canvas sized for the screen's pixels, cleared and scaled to CSS pixels. */
function contextOf(
  canvas: HTMLCanvasElement | null,
  { width, height }: MatrixLayout,
): CanvasRenderingContext2D | null {
  const context = canvas?.getContext('2d') ?? null;
  if (canvas === null || context === null) return null;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

function moveFocus({ rows, columns }: MatrixLayout, cell: number, key: string): number | null {
  const row = Math.floor(cell / columns);
  const column = cell % columns;
  const to = (r: number, c: number) =>
    Math.min(rows - 1, Math.max(0, r)) * columns + Math.min(columns - 1, Math.max(0, c));
  switch (key) {
    case 'ArrowLeft':
      return to(row, column - 1);
    case 'ArrowRight':
      return to(row, column + 1);
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowDown':
      return to(row + 1, column);
    case 'PageUp':
      return to(row - 8, column);
    case 'PageDown':
      return to(row + 8, column);
    case 'Home':
      return to(row, 0);
    case 'End':
      return to(row, columns - 1);
    default:
      return null;
  }
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
