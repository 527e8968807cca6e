/** Lines over training steps: what each batch showed, noisy and smoothed, and what was seen at every look at other data. */
import { format, line, scaleLinear, scaleLog } from 'd3';
import { formatCount, formatNumber, formatPercent } from '../core/quantity.ts';
import { gridMarks, LABEL_SIZE, legendMarks, type Axis, type Plot } from './axes.ts';
import type { Look, Mark, Scene } from './scene.ts';
import { lastPoint, smoothed, type LinePoint } from './smoothing.ts';

export interface LineSeries {
  readonly label: string;
  readonly color: string;
  /** By rising step; NaN where a point has no value. */
  readonly points: readonly LinePoint[];
  /** Of each step: drawn faintly with its mean over it. Of looks now and then: drawn with marks. */
  readonly kind: 'steps' | 'looks';
  readonly dash?: string | undefined;
}

/** A level to compare with: the entropy of even use, what a paper reports. */
export interface Level {
  readonly label: string;
  readonly value: number;
}

export type LineUnit = 'number' | 'percent' | 'bits';

export interface LineChartSpec {
  readonly width: number;
  readonly height: number;
  /** What is drawn, as the title of the vertical axis and the start of the sentence. */
  readonly name: string;
  readonly unit: LineUnit;
  readonly yAxis: 'linear' | 'log';
  readonly series: readonly LineSeries[];
  readonly levels: readonly Level[];
  /** Where the horizontal axis ends, or further where lines do. */
  readonly lastStep: number;
  /** Least span of the vertical axis; null leaves an end to the data. Linear axes only. */
  readonly yRange: readonly [number | null, number | null];
}

export interface LineChart {
  readonly scene: Scene;
  readonly x: Axis;
  readonly y: Axis;
  readonly plot: Plot;
}

/** Points of a smoothed line: more would be as noisy as what it smooths. */
const MOST_MEANS = 120;
/** Marks beyond this many would touch. */
const MOST_MARKS = 60;

export function drawLineChart(spec: LineChartSpec, look: Look): LineChart {
  const [left, right] = [52, spec.width - 14];
  const entries = spec.series.map(({ label, color, kind, dash }) => ({
    label,
    color,
    dash,
    shape: kind === 'steps' ? ('line' as const) : ('marked' as const),
  }));
  const legend = legendMarks(entries, { left, right, top: 2 }, look);
  const plot = { left, right, top: 8 + legend.height, bottom: spec.height - 40 };
  const last = Math.max(1, spec.lastStep, ...spec.series.map(({ points }) => points.at(-1)?.[0] ?? 0));
  const x = scaleLinear([0, last], [plot.left, plot.right]);
  const y = yAxisOf(spec, plot);
  const frame = { x, y, plot };
  const words = {
    x: { ticks: x.ticks((right - left) / 90), format: shortStep, title: 'Training steps' },
    y: { ticks: yTicks(y, spec, plot), format: tickFormat(spec.unit), title: titleOf(spec) },
  };
  const marks = [
    ...legend.marks,
    ...gridMarks(frame, words, look),
    ...spec.series.flatMap((series) => seriesMarks(series, frame, look)),
    // their names would be lost behind the lines
    ...spec.levels.flatMap((level) => levelMarks(level, frame, look)),
  ];
  return { scene: { width: spec.width, height: spec.height, marks, sentence: sentenceOf(spec) }, ...frame };
}

/** A rule through a step, and a dot on each line at what was last known of it by then. */
export function stepMarks(
  { x, y, plot }: Omit<LineChart, 'scene'>,
  series: readonly LineSeries[],
  step: number,
  look: Look,
): Mark[] {
  const at = x(step);
  const rule: Mark = {
    kind: 'line',
    x1: at,
    x2: at,
    y1: plot.top,
    y2: plot.bottom,
    stroke: look.accent,
    width: 1.5,
  };
  const dots = series.flatMap(({ points, kind, color }): Mark[] => {
    const point = lastPoint(kind === 'steps' ? smoothed(points, MOST_MEANS) : points, step);
    if (point === null || !isDrawable(point[1], y)) return [];
    return [
      {
        kind: 'circle',
        // a look is shown where it was taken, which is what the line passes through
        x: kind === 'steps' ? at : x(point[0]),
        y: held(y(point[1]), plot),
        radius: 3.5,
        fill: color,
        stroke: look.surface,
        width: 1.5,
      },
    ];
  });
  return [rule, ...dots];
}

// ---------------------------------------------------------------- axes

function yAxisOf({ series, levels, yAxis, yRange }: LineChartSpec, plot: Plot): Axis {
  const lines = series.flatMap(({ points, kind }) =>
    kind === 'steps' ? smoothed(points, MOST_MEANS) : points,
  );
  const values = [...lines.map(([, value]) => value), ...levels.map(({ value }) => value)];
  const finite = values.filter((value) => Number.isFinite(value) && (yAxis === 'linear' || value > 0));
  const [least, most] = [
    finite.reduce((a, b) => Math.min(a, b), Infinity),
    finite.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  const range: [number, number] = [plot.bottom, plot.top];
  if (yAxis === 'log') {
    return finite.length === 0
      ? scaleLog([0.1, 1], range)
      : scaleLog([least / 1.15, Math.max(most * 1.15, least * 1.5)], range).clamp(true);
  }
  const low = Math.min(yRange[0] ?? Infinity, finite.length === 0 ? 0 : least);
  const high = Math.max(yRange[1] ?? -Infinity, finite.length === 0 ? low + 1 : most);
  const span = high - low || Math.abs(high) || 1;
  // an end that the measure itself has (0, 100 %) is exact; others get room
  const bottom = low === yRange[0] ? low : low - 0.04 * span;
  return scaleLinear([bottom, high === yRange[1] ? high : high + 0.06 * span], range).clamp(true);
}

function yTicks(y: Axis, { yAxis }: LineChartSpec, plot: Plot): number[] {
  const most = Math.max(3, (plot.bottom - plot.top) / 40);
  const ticks = y.ticks(Math.floor(most));
  if (yAxis === 'linear') return ticks;
  // of many ticks within a decade, those at 1, 2 and 5; of many decades, the decades
  const leading = (tick: number) => Math.round(tick / 10 ** Math.floor(Math.log10(tick) + 1e-9));
  const rounds = ticks.filter((tick) => [1, 2, 5].includes(leading(tick)));
  return rounds.length <= most
    ? rounds.length < 2
      ? ticks.slice(0, most)
      : rounds
    : rounds.filter((tick) => leading(tick) === 1);
}

const shortStep = format('~s');

function tickFormat(unit: LineUnit): (tick: number) => string {
  return unit === 'percent' ? (tick) => `${formatNumber(100 * tick)} %` : (tick) => formatNumber(tick);
}

function titleOf({ name, unit }: LineChartSpec): string {
  return unit === 'bits' ? `${name}, bits` : name;
}

// ---------------------------------------------------------------- lines

type Frame = Omit<LineChart, 'scene'>;

function isDrawable(value: number, y: Axis): boolean {
  return Number.isFinite(value) && (y.domain()[0]! <= 0 || value > 0);
}

function held(y: number, { top, bottom }: Plot): number {
  return Math.min(bottom, Math.max(top, y));
}

function pathOf(points: readonly LinePoint[], { x, y, plot }: Frame): string {
  const path = line<LinePoint>(
    ([step]) => x(step),
    ([, value]) => held(y(value), plot),
  ).defined(([, value]) => isDrawable(value, y));
  return path(points) ?? '';
}

function seriesMarks({ points, kind, color, dash }: LineSeries, frame: Frame, look: Look): Mark[] {
  const dashed = dash === undefined ? {} : { dash };
  if (kind === 'steps') {
    const means = smoothed(points, MOST_MEANS);
    return [
      ...(means.length < points.length
        ? [{ kind: 'path', d: pathOf(points, frame), stroke: color, width: 1, opacity: 0.28 } satisfies Mark]
        : []),
      { kind: 'path', d: pathOf(means, frame), stroke: color, width: 1.75, ...dashed },
    ];
  }
  const shown = points.filter(([, value]) => isDrawable(value, frame.y));
  const dots = shown.map(([step, value]): Mark => ({
    kind: 'circle',
    x: frame.x(step),
    y: held(frame.y(value), frame.plot),
    radius: 2.75,
    fill: look.surface,
    stroke: color,
    width: 1.5,
  }));
  return [
    { kind: 'path', d: pathOf(points, frame), stroke: color, width: 1.75, ...dashed },
    ...(dots.length <= MOST_MARKS ? dots : []),
  ];
}

function levelMarks({ label, value }: Level, { y, plot }: Frame, look: Look): Mark[] {
  if (!isDrawable(value, y)) return [];
  const at = held(y(value), plot);
  return [
    {
      kind: 'line',
      x1: plot.left,
      x2: plot.right,
      y1: at,
      y2: at,
      stroke: look.inkFaint,
      width: 1.25,
      dash: '5 4',
    },
    {
      kind: 'text',
      x: plot.right - 2,
      y: at - 5 < plot.top + 8 ? at + 13 : at - 5,
      anchor: 'end',
      text: label,
      fill: look.inkMuted,
      size: LABEL_SIZE,
      halo: look.surface,
    },
  ];
}

// ---------------------------------------------------------------- words

export function formatLineValue(value: number, unit: LineUnit): string {
  if (!Number.isFinite(value)) return '–';
  if (unit === 'percent') return formatPercent(value);
  return unit === 'bits' ? `${value.toFixed(2)} bits` : formatNumber(value);
}

function sentenceOf({ name, unit, series }: LineChartSpec): string {
  const sentences = series.flatMap(({ label, points, kind }) => {
    const [step, value] = (kind === 'steps' ? smoothed(points, MOST_MEANS) : points).at(-1) ?? [0, NaN];
    return Number.isNaN(value)
      ? []
      : [`${label} ${formatLineValue(value, unit)} at step ${formatCount(step)}`];
  });
  return sentences.length === 0
    ? `${name} over training steps: nothing is measured yet.`
    : `${name} over training steps: ${sentences.join('; ')}.`;
}
