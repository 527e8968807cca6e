/**
 * Weights against usage: every expert a point. Tens of thousands of them go on a canvas or into one path a colour; the
 * axes around them are a scene.
 */
import { scaleLinear, scaleLog } from 'd3';
import { formatCount, formatNumber } from '../../core/quantity.ts';
import { rankCorrelation } from '../../core/usage/rank-correlation.ts';
import { gridMarks, LABEL_SIZE, legendMarks, type Axis, type Plot } from '../axes.ts';
import type { Look, Mark, Scene } from '../scene.ts';

export interface ScatterAxis {
  readonly name: string;
  readonly format: (value: number) => string;
  readonly scale: 'linear' | 'log';
  /** One a point; points of which either is no number are left out. */
  readonly values: Float64Array;
}

/** Points of one colour: a layer that is picked out, experts that are. */
export interface ScatterGroup {
  readonly label: string;
  readonly color: string;
  readonly points: readonly number[];
}

export interface ScatterSpec {
  readonly width: number;
  readonly height: number;
  readonly x: ScatterAxis;
  readonly y: ScatterAxis;
  /** Drawn over all other points, later ones on top. */
  readonly groups: readonly ScatterGroup[];
  /** What experts far from the rest are: "heavy but idle" at the top left, "hot but light" at the bottom right. */
  readonly corners: ScatterCorners | null;
  /** What is seen, as `scatterSentence` says it: it sorts all points, so it is made once for them. */
  readonly sentence: string;
}

/** What does not change with size and selection. */
export type ScatterBase = Pick<ScatterSpec, 'x' | 'y' | 'corners' | 'sentence'>;

export interface ScatterCorners {
  readonly topLeft: string;
  readonly bottomRight: string;
}

export interface ScatterChart {
  /** Axes, titles, legend and sentence, without the points. */
  readonly frame: Scene;
  readonly plot: Plot;
  /** In pixels, NaN for points left out. */
  readonly left: Float64Array;
  readonly top: Float64Array;
  readonly layers: readonly {
    readonly color: string;
    readonly opacity: number;
    readonly points: readonly number[];
  }[];
}

export function drawScatter(spec: ScatterSpec, look: Look): ScatterChart {
  const { width, height, groups } = spec;
  const entries = groups.map(({ label, color }) => ({ label, color, shape: 'box' as const }));
  const legend = legendMarks(entries, { left: 62, right: width - 14, top: 2 }, look);
  const plot = { left: 62, right: width - 14, top: 10 + legend.height, bottom: height - 42 };
  const x = axisOf(spec.x, [plot.left + 6, plot.right - 6]);
  const y = axisOf(spec.y, [plot.bottom - 6, plot.top + 6]);
  const words = {
    x: {
      ticks: ticksOf(x, spec.x, (plot.right - plot.left) / 90),
      format: spec.x.format,
      title: spec.x.name,
    },
    y: {
      ticks: ticksOf(y, spec.y, (plot.bottom - plot.top) / 48),
      format: spec.y.format,
      title: spec.y.name,
    },
  };
  const marks = [
    ...legend.marks,
    ...gridMarks({ plot, x, y }, words, look),
    ...cornerMarks(spec, plot, look),
  ];
  const isOut = spec.x.values.map((value, i) =>
    Number(!Number.isFinite(value) || !Number.isFinite(spec.y.values[i]!)),
  );
  const place = (values: Float64Array, axis: Axis) =>
    values.map((value, i) => (isOut[i] === 1 ? NaN : axis(held(value, axis))));
  const picked = new Set(groups.flatMap(({ points }) => points));
  const rest = Array.from(isOut.keys()).filter((i) => isOut[i] === 0 && !picked.has(i));
  return {
    frame: { width, height, marks, sentence: spec.sentence },
    plot,
    left: place(spec.x.values, x),
    top: place(spec.y.values, y),
    layers: [
      {
        color: picked.size === 0 ? look.accent : look.inkFaint,
        opacity: picked.size === 0 ? 0.55 : 0.35,
        points: rest,
      },
      ...groups.map(({ color, points }) => ({
        color,
        opacity: 0.9,
        points: points.filter((i) => isOut[i] === 0),
      })),
    ],
  };
}

/** What is 0 lies at the edge of a logarithmic axis. */
function held(value: number, axis: Axis): number {
  const [low, high] = axis.domain() as [number, number];
  return Math.min(high, Math.max(low, value));
}

function axisOf({ values, scale }: ScatterAxis, pixels: [number, number]): Axis {
  const fitting = values.filter((value) => Number.isFinite(value) && (scale === 'linear' || value > 0));
  const low = fitting.reduce((a, b) => Math.min(a, b), Infinity);
  const high = fitting.reduce((a, b) => Math.max(a, b), -Infinity);
  if (scale === 'log') {
    return low > high ? scaleLog([0.1, 1], pixels) : scaleLog([low / 1.05, high * 1.05], pixels);
  }
  if (low > high) return scaleLinear([0, 1], pixels);
  return scaleLinear(low === high ? [low - 0.5, high + 0.5] : [low, high], pixels);
}

function ticksOf(axis: Axis, { scale }: ScatterAxis, most: number): number[] {
  const count = Math.max(2, Math.floor(most));
  const ticks = axis.ticks(count);
  if (scale === 'linear' || ticks.length <= count) return ticks;
  const decades = ticks.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9);
  return decades.length >= 2 ? decades : ticks.filter((_, i) => i % Math.ceil(ticks.length / count) === 0);
}

function cornerMarks({ corners }: ScatterSpec, { left, right, top, bottom }: Plot, look: Look): Mark[] {
  if (corners === null) return [];
  const text = { kind: 'text', fill: look.inkMuted, size: LABEL_SIZE, halo: look.surface } as const;
  return [
    { ...text, x: left + 8, y: top + 14, text: corners.topLeft },
    { ...text, x: right - 8, y: bottom - 8, anchor: 'end', text: corners.bottomRight },
  ];
}

// ---------------------------------------------------------------- points

/** Pixels; smaller where there are many. */
export function pointRadius(points: number): number {
  return points > 4000 ? 1.5 : points > 600 ? 2.25 : 3.5;
}

/** Smaller points are squares, which a canvas fills ten times as fast. */
const ROUND = 2;

export function drawScatterPoints(context: CanvasRenderingContext2D, chart: ScatterChart): void {
  const { left, top, layers } = chart;
  for (const { color, opacity, points } of layers) {
    const radius = pointRadius(left.length);
    context.globalAlpha = opacity;
    context.fillStyle = color;
    for (const i of points) {
      if (radius < ROUND) {
        context.fillRect(left[i]! - radius, top[i]! - radius, 2 * radius, 2 * radius);
        continue;
      }
      context.beginPath();
      context.arc(left[i]!, top[i]!, radius, 0, 2 * Math.PI);
      context.fill();
    }
  }
  context.globalAlpha = 1;
}

/** The whole of it, for a file. */
export function scatterScene(spec: ScatterSpec, look: Look): Scene {
  const { frame, left, top, layers } = drawScatter(spec, look);
  const r = pointRadius(left.length);
  const dot = (i: number) =>
    `M${fine(left[i]! - r)},${fine(top[i]!)}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0`;
  const points = layers.flatMap(({ color, opacity, points: ids }): Mark[] =>
    ids.length === 0 ? [] : [{ kind: 'path', d: ids.map(dot).join(''), fill: color, opacity }],
  );
  return { ...frame, marks: [...frame.marks, ...points] };
}

function fine(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}

/** The point nearest to a place, within reach of a pointer. */
export function pointAt({ left, top }: ScatterChart, x: number, y: number): number | null {
  let [best, reach] = [null as number | null, 12 ** 2];
  left.forEach((at, i) => {
    const distance = (at - x) ** 2 + (top[i]! - y) ** 2;
    if (distance < reach) [best, reach] = [i, distance];
  });
  return best;
}

export interface Brush {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export function pointsIn({ left, top }: ScatterChart, { x1, y1, x2, y2 }: Brush): number[] {
  const [west, east] = [Math.min(x1, x2), Math.max(x1, x2)];
  const [north, south] = [Math.min(y1, y2), Math.max(y1, y2)];
  return Array.from(left.keys()).filter(
    (i) => left[i]! >= west && left[i]! <= east && top[i]! >= north && top[i]! <= south,
  );
}

// ---------------------------------------------------------------- words

export function scatterSentence({
  x,
  y,
  corners,
}: {
  readonly x: Pick<ScatterAxis, 'name' | 'values'>;
  readonly y: Pick<ScatterAxis, 'name' | 'values'>;
  readonly corners: ScatterCorners | null;
}): string {
  const count = x.values.filter((value, i) => Number.isFinite(value) && Number.isFinite(y.values[i]!)).length;
  if (count === 0) return `${y.name} against ${x.name}: nothing is known of both.`;
  const rho = rankCorrelation(x.values, y.values);
  const told = Number.isNaN(rho) ? '' : ` Their ranks correlate with ρ = ${formatNumber(rho, 2)}.`;
  const far = corners === null ? '' : farWords(x.values, y.values, corners);
  return `${y.name} of ${formatCount(count)} experts against ${x.name}.${told}${far}`;
}

/** Experts in the upper quarter of one and the lower quarter of the other. */
function farWords(x: Float64Array, y: Float64Array, { topLeft, bottomRight }: ScatterCorners): string {
  const [lowX, highX, lowY, highY] = [x, y].flatMap(quarters);
  const count = (isFar: (i: number) => boolean) => Array.from(x.keys()).filter(isFar).length;
  const idle = count((i) => x[i]! <= lowX! && y[i]! >= highY!);
  const light = count((i) => x[i]! >= highX! && y[i]! <= lowY!);
  return ` In the outer quarters of both, ${formatCount(idle)} are ${topLeft} and ${formatCount(light)} ${bottomRight}.`;
}

function quarters(values: Float64Array): [number, number] {
  const rising = values.filter(Number.isFinite).sort();
  return [rising[Math.floor(0.25 * (rising.length - 1))]!, rising[Math.ceil(0.75 * (rising.length - 1))]!];
}
