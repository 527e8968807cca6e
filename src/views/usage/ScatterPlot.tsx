import { useEffect, useMemo, useRef, useState, type PointerEvent } from 'react';
import {
  drawScatter,
  drawScatterPoints,
  pointAt,
  pointsIn,
  type Brush,
  type ScatterBase,
  type ScatterChart,
} from '../../charts/usage/usage-scatter.ts';
import { selectExperts, toggleExpert, type ExpertId } from '../../core/trace/selection.ts';
import type { JoinedExperts } from '../../core/usage/join-weights.ts';
import { liveLook, readLook } from '../../ui/look/chart-look.ts';
import { useThemeName } from '../../ui/theme.ts';
import { StillScene } from '../StillScene.tsx';
import { useWidth } from '../use-width.ts';
import { scatterGroups } from './scatter-groups.ts';
import styles from './ScatterPlot.module.css';
import { changeSelection, type PickedTrace } from './usage.ts';

export interface ScatterPlotProps {
  readonly usage: PickedTrace;
  readonly base: ScatterBase;
  readonly experts: JoinedExperts;
}

const HEIGHT = 400;
/** A press that moves no further is one on a point, not a brush. */
const STILL = 4;
/** As many as a selection holds in a link. */
const MOST_PICKED = 2000;

/** Axes as elements, points on a canvas, and a brush over both. */
export function ScatterPlot({ usage, base, experts }: ScatterPlotProps) {
  const { selection } = usage;
  const [ref, width] = useWidth<HTMLDivElement>();
  const theme = useThemeName();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [brush, setBrush] = useState<Brush | null>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const size = useMemo(() => ({ width: Math.max(220, width), height: HEIGHT }), [width]);
  // reading it makes the browser work out styles: once a theme, not once a stroke
  const look = useMemo(() => readLook(theme), [theme]);
  const frame = useMemo(
    () =>
      drawScatter({ ...base, ...size, groups: scatterGroups(experts, selection, liveLook) }, liveLook).frame,
    [base, size, experts, selection],
  );
  const chart = useMemo(
    () => drawScatter({ ...base, ...size, groups: scatterGroups(experts, selection, look) }, look),
    [base, size, experts, selection, look],
  );
  useEffect(() => paint(canvas.current, chart, size), [chart, size]);

  const idOf = (point: number): ExpertId => ({
    layer: experts.layers[point]!,
    expert: experts.experts[point]!,
  });
  const placeOf = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top] as const;
  };
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const [x, y] = placeOf(event);
    setBrush({ x1: x, y1: y, x2: x, y2: y });
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const [x, y] = placeOf(event);
    setBrush((known) => known && { ...known, x2: x, y2: y });
    setHovered(brush === null ? pointAt(chart, x, y) : null);
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    if (brush === null) return;
    setBrush(null);
    const [x, y] = placeOf(event);
    if (Math.abs(x - brush.x1) < STILL && Math.abs(y - brush.y1) < STILL) {
      const point = pointAt(chart, x, y);
      if (point !== null) changeSelection((now) => toggleExpert(now, idOf(point)), usage);
      return;
    }
    const ids = pointsIn(chart, { ...brush, x2: x, y2: y })
      .slice(0, MOST_PICKED)
      .map(idOf);
    const isAdding = event.shiftKey || event.ctrlKey || event.metaKey;
    changeSelection((now) => selectExperts(now, isAdding ? [...now.experts, ...ids] : ids), usage);
  };
  return (
    <div
      ref={ref}
      className={styles.plot}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setBrush(null)}
      onPointerLeave={() => setHovered(null)}
    >
      {width > 0 && <StillScene scene={frame} />}
      <canvas ref={canvas} className={styles.points} aria-hidden="true" />
      {brush !== null && <BrushBox brush={brush} />}
      {hovered !== null && hovered < experts.layers.length && (
        <PointTip chart={chart} point={hovered} width={size.width}>
          {`Layer ${idOf(hovered).layer} · expert ${idOf(hovered).expert}: ${base.y.name} ${base.y.format(base.y.values[hovered]!)}, ${base.x.name} ${base.x.format(base.x.values[hovered]!)}`}
        </PointTip>
      )}
    </div>
  );
}

function paint(
  canvas: HTMLCanvasElement | null,
  chart: ScatterChart,
  { width, height }: { width: number; height: number },
): void {
  const context = canvas?.getContext('2d') ?? null;
  if (canvas === null || context === null) return;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  drawScatterPoints(context, chart);
}

function BrushBox({ brush: { x1, y1, x2, y2 } }: { readonly brush: Brush }) {
  const place = {
    left: Math.min(x1, x2),
    top: Math.min(y1, y2),
    width: Math.abs(x2 - x1),
    height: Math.abs(y2 - y1),
  };
  return <span className={styles.brush} style={place} />;
}

interface PointTipProps {
  readonly chart: ScatterChart;
  readonly point: number;
  readonly width: number;
  readonly children: string;
}

function PointTip({ chart, point, width, children }: PointTipProps) {
  const [x, y] = [chart.left[point]!, chart.top[point]!];
  if (Number.isNaN(x)) return null;
  const side = x > width / 2 ? { right: width - x + 8 } : { left: x + 8 };
  return (
    <span className={styles.tip} style={{ ...side, top: Math.max(0, y - 28) }}>
      {children}
    </span>
  );
}
