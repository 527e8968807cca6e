/**
 * What a model does with more and more of its weights gone: a line a plan, with its knee and the place where the plan stands.
 * Drawn while it is measured: lines end where nothing is known yet.
 */
import { line, scaleLinear } from 'd3';
import { formatPercent } from '../../core/quantity.ts';
import { gridMarks, LABEL_SIZE, legendMarks, type Axis, type Plot } from '../axes.ts';
import type { Look, Mark, Scene } from '../scene.ts';

/** Share of the planned weights that is gone, and what was measured there. */
export type MeasuredPoint = readonly [removed: number, value: number];

export type MeasuredUnit = 'percent' | 'nats';

export interface MeasuredSeries {
  readonly label: string;
  readonly color: string;
  /** By rising share; NaN where there is no value. */
  readonly points: readonly MeasuredPoint[];
  /** Null before the line is whole, and where it has none. */
  readonly knee: MeasuredPoint | null;
  /** The plan as it is; null before it is measured. */
  readonly present: MeasuredPoint | null;
}

/** A share to compare with, such as the knee that is predicted from weights alone. */
export interface RemovedLevel {
  readonly label: string;
  readonly removed: number;
}

export interface MeasuredCurveSpec {
  readonly width: number;
  readonly height: number;
  /** What is measured, as the title of the vertical axis and the start of the sentence. */
  readonly name: string;
  readonly unit: MeasuredUnit;
  /** Ends of the measure itself, which the vertical axis never goes beyond; null where it has none. */
  readonly range: readonly [number | null, number | null];
  readonly series: readonly MeasuredSeries[];
  /** Index of the plan that is edited: it lies in front, and its knee is named. */
  readonly shown: number;
  /** Of the model as it is; null where that is no level of this measure. */
  readonly unpruned: number | null;
  readonly levels: readonly RemovedLevel[];
}

interface Frame {
  readonly x: Axis;
  readonly y: Axis;
  readonly plot: Plot;
}

export function drawMeasuredCurve(spec: MeasuredCurveSpec, look: Look): Scene {
  const { width, height, name, unit, series, shown } = spec;
  const [left, right] = [54, width - 20];
  const entries = series.map(({ label, color }) => ({ label, color, shape: 'marked' as const }));
  const legend = legendMarks(series.length > 1 ? entries : [], { left, right, top: 2 }, look);
  const plot = { left, right, top: 10 + legend.height, bottom: height - 40 };
  const x = scaleLinear([0, 1], [left, right]);
  const frame: Frame = { x, y: yAxisOf(spec, plot), plot };
  const words = {
    x: { ticks: x.ticks((right - left) / 70), format: percent, title: 'Planned weights removed' },
    y: {
      ticks: frame.y.ticks(Math.max(3, (plot.bottom - plot.top) / 44)),
      format: unit === 'percent' ? percent : String,
      title: unit === 'nats' ? `${name}, nats` : name,
    },
  };
  // the plan that is edited lies in front
  const order = [...series.keys()].sort((a, b) => Number(a === shown) - Number(b === shown));
  const marks = [
    ...legend.marks,
    ...gridMarks(frame, words, look),
    ...unprunedMarks(spec.unpruned, frame, look),
    ...spec.levels.flatMap((level) => levelMarks(level, frame, look)),
    ...order.flatMap((i) => seriesMarks(series[i]!, i === shown, frame, look)),
    ...(series.every(({ points }) => points.length === 0) ? [emptyMark(plot, look)] : []),
  ];
  return { width, height, marks, sentence: sentenceOf(spec) };
}

export function formatMeasured(value: number, unit: MeasuredUnit): string {
  if (!Number.isFinite(value)) return '–';
  return unit === 'percent' ? formatPercent(value) : `${value.toFixed(Math.abs(value) < 0.1 ? 4 : 3)} nats`;
}

function percent(share: number): string {
  return formatPercent(share, 0);
}

// ---------------------------------------------------------------- axes

/** Shares that differ by less than this look alike. */
const LEAST_SPAN = 0.1;

/** Around the data, with room, and no further than the measure itself goes. */
function yAxisOf({ series, unpruned, unit, range }: MeasuredCurveSpec, plot: Plot): Axis {
  const values = series.flatMap(({ points, present }) =>
    [...points, ...(present === null ? [] : [present])].map(([, value]) => value),
  );
  const finite = [...values, ...(unpruned === null ? [] : [unpruned])].filter(Number.isFinite);
  const [low, high] = finite.length === 0 ? [0, 1] : [Math.min(...finite), Math.max(...finite)];
  const span = Math.max(high - low, unit === 'percent' ? LEAST_SPAN : 0.1 * Math.abs(high)) || 1;
  const [least, most] = [high - span - 0.1 * span, high + 0.08 * span];
  return scaleLinear(
    [Math.max(least, range[0] ?? -Infinity), Math.min(most, range[1] ?? Infinity)],
    [plot.bottom, plot.top],
  );
}

// ---------------------------------------------------------------- lines

function seriesMarks(series: MeasuredSeries, isShown: boolean, frame: Frame, look: Look): Mark[] {
  const { points, color, knee, present } = series;
  const known = points.filter(([, value]) => Number.isFinite(value));
  const path = line<MeasuredPoint>(
    ([removed]) => frame.x(removed),
    ([, value]) => frame.y(value),
  );
  const circle = (radius: number, fill: string, stroke: string) => (point: MeasuredPoint) =>
    ({
      kind: 'circle',
      x: frame.x(point[0]),
      y: frame.y(point[1]),
      radius,
      fill,
      stroke,
      width: isShown ? 2 : 1.5,
    }) satisfies Mark;
  return [
    { kind: 'path', d: path(known) ?? '', stroke: color, width: isShown ? 2.25 : 1.5 },
    ...known.map(circle(2.25, look.surface, color)),
    ...(knee === null ? [] : kneeMarks(knee, { color, isShown, isRising: isRising(known) }, frame, look)),
    ...(present === null || !Number.isFinite(present[1]) ? [] : [circle(6, color, look.surface)(present)]),
  ];
}

function isRising(points: readonly MeasuredPoint[]): boolean {
  return (points.at(-1)?.[1] ?? 0) > (points[0]?.[1] ?? 0);
}

/** A diamond; that of the plan which is edited has its name, on the side where its line is not. */
function kneeMarks(
  [removed, value]: MeasuredPoint,
  {
    color,
    isShown,
    isRising,
  }: { readonly color: string; readonly isShown: boolean; readonly isRising: boolean },
  { x, y, plot }: Frame,
  look: Look,
): Mark[] {
  const [atX, atY] = [x(removed), y(value)];
  const diamond: Mark = {
    kind: 'path',
    d: `M${atX},${atY - 6}l6,6l-6,6l-6,-6Z`,
    fill: look.surface,
    stroke: color,
    width: 2,
  };
  if (!isShown) return [diamond];
  const isLeft = atX > (plot.left + plot.right) / 2;
  return [
    diamond,
    {
      kind: 'text',
      x: isLeft ? atX - 11 : atX + 11,
      y: isRising || atY + 18 > plot.bottom ? atY - 10 : atY + 18,
      anchor: isLeft ? 'end' : 'start',
      text: `knee ${formatPercent(removed)}`,
      fill: look.ink,
      size: LABEL_SIZE,
      weight: 600,
      halo: look.surface,
    },
  ];
}

/** Its name stands where lines begin, on the side that they leave towards. */
function unprunedMarks(value: number | null, { y, plot }: Frame, look: Look): Mark[] {
  if (value === null || !Number.isFinite(value)) return [];
  const at = y(value);
  const isHigh = at < (plot.top + plot.bottom) / 2;
  const stroke = { stroke: look.inkFaint, width: 1.25, dash: '5 4' };
  return [
    { kind: 'line', x1: plot.left, x2: plot.right, y1: at, y2: at, ...stroke },
    {
      kind: 'text',
      x: plot.left + 6,
      y: isHigh ? at + 17 : at - 9,
      text: 'nothing removed',
      fill: look.inkMuted,
      size: LABEL_SIZE,
      halo: look.surface,
    },
  ];
}

/** A rule, with its name at its foot: there the lines seldom are. */
function levelMarks({ label, removed }: RemovedLevel, { x, plot }: Frame, look: Look): Mark[] {
  const at = x(removed);
  const isLeft = at > (plot.left + plot.right) / 2;
  return [
    {
      kind: 'line',
      x1: at,
      x2: at,
      y1: plot.top,
      y2: plot.bottom,
      stroke: look.inkFaint,
      width: 1.25,
      dash: '2 3',
    },
    {
      kind: 'text',
      x: isLeft ? at - 5 : at + 5,
      y: plot.bottom - 7,
      anchor: isLeft ? 'end' : 'start',
      text: label,
      fill: look.inkMuted,
      size: LABEL_SIZE,
      halo: look.surface,
    },
  ];
}

function emptyMark({ left, right, top, bottom }: Plot, look: Look): Mark {
  return {
    kind: 'text',
    x: (left + right) / 2,
    y: (top + bottom) / 2,
    anchor: 'middle',
    text: 'Nothing is measured yet',
    fill: look.inkMuted,
    size: LABEL_SIZE + 1,
  };
}

// ---------------------------------------------------------------- words

function sentenceOf({ name, unit, series, unpruned }: MeasuredCurveSpec): string {
  const start = `${name} against the share of planned weights removed`;
  const said = series.flatMap(({ label, points, knee, present }) => {
    const last = points.findLast(([, value]) => Number.isFinite(value));
    if (last === undefined && present === null) return [];
    const at = ([removed, value]: MeasuredPoint) =>
      `${formatMeasured(value, unit)} with ${formatPercent(removed)} removed`;
    const parts = [
      ...(present === null ? [] : [`as planned ${at(present)}`]),
      ...(knee === null ? [] : [`knee ${at(knee)}`]),
      ...(last === undefined ? [] : [`at the end ${at(last)}`]),
    ];
    return [`${label}: ${parts.join(', ')}`];
  });
  if (said.length === 0) return `${start}: nothing is measured yet.`;
  const before = unpruned === null ? '' : ` ${formatMeasured(unpruned, unit)} with nothing removed.`;
  return `${start}.${before} ${said.join('. ')}.`;
}
