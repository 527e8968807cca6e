/**
 * A figure of several groups of runs: each run a dot, their mean a mark with its spread. Values of the varied setting
 * stand evenly spaced in their order: they are few, need be no numbers, and 0 beside 10⁻⁵ fits no axis.
 */
import { scaleLinear } from 'd3';
import { gridMarks, LABEL_SIZE, legendMarks, type Plot } from './axes.ts';
import type { Look, Mark, Scene } from './scene.ts';

export interface FigurePoint {
  /** Index into `places`. */
  readonly place: number;
  /** NaN if nothing is known. */
  readonly mean: number;
  /** Standard deviation; NaN of fewer than two. */
  readonly deviation: number;
  readonly runs: readonly number[];
}

export interface FigureSeries {
  readonly label: string;
  readonly color: string;
  readonly points: readonly FigurePoint[];
}

export interface FigureChartSpec {
  readonly width: number;
  readonly height: number;
  /** Of the figure: title of the vertical axis. */
  readonly name: string;
  readonly format: (value: number) => string;
  readonly formatTick: (value: number) => string;
  /** What is varied: title of the horizontal axis. */
  readonly axis: string;
  readonly places: readonly string[];
  readonly series: readonly FigureSeries[];
}

/** Pixels between the marks of two series at one place. */
const SHIFT = 16;
/** Pixels from the mean to the dots of its runs, which its spread would hide. */
const ASIDE = 7;
const MOST_LABELS = 14;

export function drawFigureChart(spec: FigureChartSpec, look: Look): Scene {
  const { width, height, series, places } = spec;
  const [left, right] = [62, width - 14];
  const entries = series.map(({ label, color }) => ({ label, color, shape: 'marked' as const }));
  const legend = legendMarks(series.length > 1 ? entries : [], { left, right, top: 2 }, look);
  const plot = { left, right, top: 10 + legend.height, bottom: height - 42 };
  const x = scaleLinear([-0.5, Math.max(0.5, places.length - 0.5)], [plot.left, plot.right]);
  const y = scaleLinear(rangeOf(spec), [plot.bottom, plot.top]);
  const every = Math.ceil(places.length / MOST_LABELS);
  const words = {
    x: {
      ticks: places.map((_, place) => place).filter((place) => place % every === 0),
      format: (place: number) => places[place] ?? '',
      title: spec.axis,
    },
    y: {
      ticks: y.ticks(Math.max(3, (plot.bottom - plot.top) / 44)),
      format: spec.formatTick,
      title: spec.name,
    },
  };
  const marks = series.flatMap((one, i) => {
    const shift = (i - (series.length - 1) / 2) * SHIFT;
    return seriesMarks(one, { at: (place) => x(place) + shift, y }, look);
  });
  const nothing = series.every(({ points }) => points.every(({ mean }) => Number.isNaN(mean)));
  return {
    width,
    height,
    marks: [
      ...legend.marks,
      ...gridMarks({ plot, x, y }, words, look),
      ...marks,
      ...(nothing ? [emptyMark(plot, look)] : []),
    ],
    sentence: sentenceOf(spec),
  };
}

/** Around all runs, with some room; a figure that never varies gets a range around it. */
function rangeOf({ series }: FigureChartSpec): [number, number] {
  const values = series
    .flatMap(({ points }) =>
      points.flatMap(({ runs, mean, deviation }) => [...runs, mean - deviation, mean + deviation]),
    )
    .filter((value) => Number.isFinite(value));
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.08 * (high - low || Math.abs(high) || 1);
  return [low - room, high + room];
}

interface Frame {
  readonly at: (place: number) => number;
  readonly y: (value: number) => number;
}

function seriesMarks({ points, color }: FigureSeries, { at, y }: Frame, look: Look): Mark[] {
  const known = points.filter(({ mean }) => Number.isFinite(mean));
  const line = known.map(({ place, mean }, i) => `${i === 0 ? 'M' : 'L'}${at(place)},${y(mean)}`).join('');
  return [
    ...(known.length > 1
      ? [{ kind: 'path', d: line, stroke: color, width: 1.5, opacity: 0.55 } satisfies Mark]
      : []),
    ...known.flatMap((point) => pointMarks(point, { color, x: at(point.place), y }, look)),
  ];
}

function pointMarks(
  { mean, deviation, runs }: FigurePoint,
  { color, x, y }: { readonly color: string; readonly x: number; readonly y: Frame['y'] },
  look: Look,
): Mark[] {
  const dots = runs.map((value): Mark => ({
    kind: 'path',
    d: `M${x + ASIDE - 2},${y(value)}a2,2 0 1,0 4,0a2,2 0 1,0 -4,0`,
    fill: color,
    opacity: 0.6,
  }));
  const [low, high] = [y(mean - deviation), y(mean + deviation)];
  const whisker: Mark[] = Number.isFinite(deviation)
    ? [{ kind: 'line', x1: x, x2: x, y1: low, y2: high, stroke: color, width: 1.5 }]
    : [];
  return [
    ...dots,
    ...whisker,
    { kind: 'circle', x, y: y(mean), radius: 4, fill: look.surface, stroke: color, width: 2 },
  ];
}

function emptyMark({ left, right, top, bottom }: Plot, look: Look): Mark {
  return {
    kind: 'text',
    x: (left + right) / 2,
    y: (top + bottom) / 2,
    anchor: 'middle',
    text: 'Nothing to show until a run is done',
    fill: look.inkMuted,
    size: LABEL_SIZE + 1,
  };
}

function sentenceOf({ name, axis, places, series, format }: FigureChartSpec): string {
  const all = series.flatMap(({ label, points }) =>
    points
      .filter(({ mean }) => Number.isFinite(mean))
      .map(({ place, mean }) => ({ label, place: places[place] ?? '', mean })),
  );
  const [first] = all;
  if (first === undefined) return `${name} by ${axis}: no run is done yet.`;
  const where = (one: typeof first) => (series.length > 1 ? `${one.place}, ${one.label}` : one.place);
  const least = all.reduce((a, b) => (b.mean < a.mean ? b : a));
  const most = all.reduce((a, b) => (b.mean > a.mean ? b : a));
  return `${name} by ${axis}: on average from ${format(least.mean)} (${where(least)}) to ${format(most.mean)} (${where(most)}).`;
}
