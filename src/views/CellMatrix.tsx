import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from 'react';
import {
  cellAt,
  cellBox,
  drawMatrixCells,
  drawMatrixLabels,
  drawMatrixMarks,
  labelAt,
  layOutMatrix,
  type MatrixLayout,
  type MatrixSpec,
} from '../charts/expert-matrix.ts';
import type { Look } from '../charts/scene.ts';
import { readLook } from '../ui/look/chart-look.ts';
import { useThemeName } from '../ui/theme.ts';
import styles from './CellMatrix.module.css';
import { useWidth } from './use-width.ts';

export interface CellMark {
  readonly cell: number;
  readonly color: (look: Look) => string;
}

export interface CellMatrixProps extends Pick<
  MatrixSpec,
  'rowLabels' | 'columnLabels' | 'values' | 'domain' | 'ramp' | 'density' | 'crossed'
> {
  /** What it is and how to use it: "Layers by experts. Arrow keys move, Enter draws the curve." */
  readonly label: string;
  /** What is said while no cell is pointed at. */
  readonly summary: string;
  /** The same function from render to render while it says the same. */
  readonly sentenceOf: (cell: number) => string;
  readonly marked: readonly CellMark[];
  readonly onChooseCell: (cell: number, gesture: Gesture) => void;
  readonly onChooseLabel?: (label: { row: number } | { column: number }, gesture: Gesture) => void;
}

export interface Gesture {
  /** With Shift, Control or Command: one more, rather than this one alone. */
  readonly isAdding: boolean;
}

/** A matrix on two canvases, cells below and outlines above, read by pointer and by keyboard. */
export function CellMatrix(props: CellMatrixProps) {
  const { rowLabels, columnLabels, values, domain, ramp, density, crossed } = props;
  const { label, summary, sentenceOf, marked, onChooseCell, onChooseLabel } = props;
  const [ref, width] = useWidth<HTMLDivElement>();
  const theme = useThemeName();
  const cells = useRef<HTMLCanvasElement>(null);
  const outlines = useRef<HTMLCanvasElement>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const [focus, setFocus] = useState<number | null>(null);
  const layout = useMemo(
    () => layOutMatrix({ width, rowLabels, columnLabels, density }),
    [width, rowLabels, columnLabels, density],
  );
  // reading it makes the browser work out styles: once a theme, not once a stroke
  const look = useMemo(() => readLook(theme), [theme]);

  useEffect(() => {
    const context = emptyContext(cells.current, layout);
    if (context !== null) drawMatrixLabels(context, { layout, rowLabels, columnLabels, look });
  }, [layout, rowLabels, columnLabels, look]);
  useEffect(() => {
    const context = cells.current?.getContext('2d') ?? null;
    const spec = { values, crossed, domain, theme, ramp };
    if (context !== null) drawMatrixCells(context, { spec, layout, look });
    // names too, as what draws them empties the canvas
  }, [values, crossed, domain, theme, ramp, rowLabels, columnLabels, layout, look]);
  useEffect(() => {
    const context = emptyContext(outlines.current, layout);
    if (context === null) return;
    const selected = marked.map(({ cell, color }) => ({ cell, color: color(look) }));
    drawMatrixMarks(context, { layout, marks: { selected, focus: hovered ?? focus }, look });
  }, [marked, hovered, focus, layout, look]);

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
      onChooseCell(cell, gestureOf(event));
    } else {
      const chosen = labelAt(layout, x, y);
      if (chosen !== null) onChooseLabel?.(chosen, gestureOf(event));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moveFocus(layout, focus ?? 0, event.key);
    if (next !== null) setFocus(next);
    else if ((event.key === 'Enter' || event.key === ' ') && focus !== null)
      onChooseCell(focus, gestureOf(event));
    else return;
    event.preventDefault();
  };
  return (
    <div ref={ref} className={styles.frame}>
      <div
        className={styles.matrix}
        style={{ width: layout.width, height: layout.height }}
        role="application"
        tabIndex={0}
        aria-roledescription="matrix"
        aria-label={`${label} ${spot === null ? summary : sentenceOf(spot)}`}
        onPointerMove={(event) => setHovered(cellAt(layout, ...positionOf(event)))}
        onPointerLeave={() => setHovered(null)}
        onPointerUp={onClick}
        onKeyDown={onKeyDown}
        onFocus={() => setFocus((known) => known ?? 0)}
        onBlur={() => setFocus(null)}
      >
        <canvas ref={cells} aria-hidden="true" />
        <canvas ref={outlines} aria-hidden="true" />
        {spot !== null && spot < values.length && (
          <CellTip layout={layout} cell={spot} text={sentenceOf(spot)} />
        )}
      </div>
      <p className={styles.live} aria-live="polite">
        {focus === null ? '' : sentenceOf(focus)}
      </p>
    </div>
  );
}

function gestureOf({ shiftKey, ctrlKey, metaKey }: MouseEvent | KeyboardEvent): Gesture {
  return { isAdding: shiftKey || ctrlKey || metaKey };
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
function emptyContext(
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
