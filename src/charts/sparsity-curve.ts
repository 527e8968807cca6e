/** The sparsity curve: cumulative |w| (or w²) of the largest weights against their number, up to eight at once. */
import { area, format, line, scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3';
import { formatNumber, formatPercent } from '../core/quantity.ts';
import type { Band } from '../core/sketch/bootstrap.ts';
import type { Curve, Population, Quantity } from '../core/sketch/curve.ts';
import { populationOf, shareAt, totalOf } from '../core/sketch/curve.ts';
import { knee, plateau, pointAt, tracePoints, type CurvePoint } from '../core/sketch/measures.ts';
import { references, traceReference, type ReferenceId } from '../core/sketch/references.ts';
import type { Look, Mark, Scene } from './scene.ts';

/** As `core/sketch/bootstrap.ts` gives it. */
export type CurveBand = Omit<Band, 'method'>;

export interface CurveSeries {
  readonly label: string;
  readonly color: string;
  readonly curve: Curve;
  /** Drawn dashed: from a sample, or from a scan under way. */
  readonly isEstimate: boolean;
  /** Where the true curve lies with 90 % confidence, as shares. */
  readonly band?: CurveBand | undefined;
}

export interface SparsitySpec {
  readonly width: number;
  readonly height: number;
  readonly series: readonly CurveSeries[];
  /** Index of the series whose knee, plateau, tail and cut are marked; −1 for none. */
  readonly active: number;
  /** Shares of the whole, or plain sums and counts, so that curves of different norm can be compared. */
  readonly scale: 'share' | 'sum';
  readonly quantity: Quantity;
  readonly population: Population;
  readonly xAxis: 'linear' | 'log';
  readonly yAxis: 'linear' | 'log';
  readonly references: readonly ReferenceId[];
  /** Normalised slope below which the plateau begins, or null to leave it out. */
  readonly plateauSlope: number | null;
  /** Kept fraction of the active series, or null. */
  readonly cut: number | null;
}

export type Axis = ScaleContinuousNumeric<number, number>;

export interface SparsityChart {
  readonly scene: Scene;
  /** From kept fraction (or count) and share (or sum) to pixels. */
  readonly x: Axis;
  readonly y: Axis;
  readonly plot: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
}

const LABEL_SIZE = 11;

export function drawSparsityCurve(spec: SparsitySpec, look: Look): SparsityChart {
  const plot = {
    left: spec.scale === 'share' ? 66 : 72,
    right: spec.width - 22,
    top: 12,
    bottom: spec.height - 42,
  };
  const x = axisOf(spec.xAxis, xExtent(spec), [plot.left, plot.right]);
  const y = axisOf(spec.yAxis, yExtent(spec), [plot.bottom, plot.top]);
  const chart = { x, y, plot };
  // the curve that is read lies in front
  const order = [...spec.series.keys()].sort((a, b) => Number(a === spec.active) - Number(b === spec.active));
  const marks: Mark[] = [
    ...gridMarks(spec, chart, look),
    ...cutMarks(spec, chart, look),
    ...referenceMarks(spec, chart, look),
    ...spec.series.flatMap((series) => bandMarks(series, spec, chart)),
    ...order.flatMap((i) => curveMarks(spec.series[i]!, spec, chart, i === spec.active)),
    ...landmarkMarks(spec, chart, look),
  ];
  return { scene: { width: spec.width, height: spec.height, marks, sentence: sentenceOf(spec) }, ...chart };
}

type Frame = Omit<SparsityChart, 'scene'>;

function axisOf(kind: 'linear' | 'log', domain: [number, number], range: [number, number]): Axis {
  return kind === 'log' ? scaleLog(domain, range).clamp(true) : scaleLinear(domain, range);
}

function largest(spec: SparsitySpec, measure: (curve: Curve) => number): number {
  return Math.max(0, ...spec.series.map(({ curve }) => measure(curve)));
}

/** Where the highest curve ends, or its band. */
function largestSum({ series, quantity }: SparsitySpec): number {
  return Math.max(
    0,
    ...series.map(({ curve, band }) => totalOf(curve, quantity) * Math.max(1, band?.sumHigh.at(-1) ?? 1)),
  );
}

function xExtent(spec: SparsitySpec): [number, number] {
  const most = largest(spec, (curve) => populationOf(curve, spec.population));
  const end = spec.scale === 'share' ? 1 : Math.max(1, most);
  // a logarithmic axis begins where a curve has its first ten weights
  const first = spec.scale === 'share' ? Math.min(0.1, Math.max(1e-6, 10 / Math.max(most, 1))) : 1;
  return [spec.xAxis === 'log' ? first : 0, end];
}

function yExtent(spec: SparsitySpec): [number, number] {
  const end = spec.scale === 'share' ? 1 : largestSum(spec) || 1;
  if (spec.yAxis === 'linear') return [0, end];
  const [firstX] = xExtent({ ...spec, xAxis: 'log' });
  const starts = spec.series.map(({ curve }) => {
    const rank = spec.scale === 'share' ? firstX * populationOf(curve, spec.population) : 1;
    return shareAt(curve, rank, spec.quantity) * (spec.scale === 'share' ? 1 : totalOf(curve, spec.quantity));
  });
  const start = Math.min(...starts.filter((value) => value > 0), end / 10);
  return [10 ** Math.floor(Math.log10(start)), end];
}

/** A point of a curve in the units of the axes. */
function placed(
  { keptFraction, massFraction, energyFraction }: Omit<CurvePoint, 'magnitude'>,
  curve: Curve | null,
  spec: SparsitySpec,
) {
  const share = spec.quantity === 'mass' ? massFraction : energyFraction;
  if (spec.scale === 'share' || curve === null) return { x: keptFraction, y: share };
  return { x: keptFraction * populationOf(curve, spec.population), y: share * totalOf(curve, spec.quantity) };
}

// ---------------------------------------------------------------- axes

function gridMarks(spec: SparsitySpec, { x, y, plot }: Frame, look: Look): Mark[] {
  const xTicks = ticksOf(x, spec.xAxis, Math.max(3, (plot.right - plot.left) / 90));
  const yTicks = ticksOf(y, spec.yAxis, Math.max(3, (plot.bottom - plot.top) / 56));
  const text = { kind: 'text', fill: look.inkMuted, size: LABEL_SIZE } as const;
  return [
    ...xTicks.flatMap((tick): Mark[] => [
      { kind: 'line', x1: x(tick), x2: x(tick), y1: plot.top, y2: plot.bottom, stroke: look.line },
      { ...text, x: x(tick), y: plot.bottom + 16, anchor: 'middle', text: tickText(tick, spec) },
    ]),
    ...yTicks.flatMap((tick): Mark[] => [
      { kind: 'line', x1: plot.left, x2: plot.right, y1: y(tick), y2: y(tick), stroke: look.line },
      { ...text, x: plot.left - 8, y: y(tick) + 4, anchor: 'end', text: tickText(tick, spec) },
    ]),
    {
      kind: 'line',
      x1: plot.left,
      x2: plot.right,
      y1: plot.bottom,
      y2: plot.bottom,
      stroke: look.lineStrong,
    },
    { ...text, x: (plot.left + plot.right) / 2, y: plot.bottom + 36, anchor: 'middle', text: xTitle(spec) },
    { ...text, x: 12, y: (plot.top + plot.bottom) / 2, anchor: 'middle', rotate: -90, text: yTitle(spec) },
  ];
}

function ticksOf(axis: Axis, kind: 'linear' | 'log', count: number): number[] {
  const ticks = axis.ticks(Math.floor(count));
  return kind === 'linear'
    ? ticks
    : ticks.filter((tick) => Math.abs(Math.log10(tick) % 1) < 1e-9 || tick === axis.domain()[1]);
}

function tickText(tick: number, { scale }: SparsitySpec): string {
  if (scale === 'sum') return tick < 1 ? formatNumber(tick) : shortCount(tick).replace('G', 'B');
  if (tick === 0) return '0 %';
  return tick >= 0.001 ? `${formatNumber(tick * 100)} %` : `${formatNumber(tick * 100, 1)} %`;
}

/** 1500 → "1.5k". */
const shortCount = format('~s');

export function xTitle({ scale, population }: Pick<SparsitySpec, 'scale' | 'population'>): string {
  const which = population === 'all' ? 'weights' : 'non-zero weights';
  return scale === 'share'
    ? `Share of ${which} kept, largest first`
    : `Number of ${which} kept, largest first`;
}

export function yTitle({ scale, quantity }: Pick<SparsitySpec, 'scale' | 'quantity'>): string {
  const what = quantity === 'mass' ? ['mass', 'Σ|w|'] : ['energy', 'Σw²'];
  return scale === 'share' ? `Share of ${what[0]!} ${what[1]!}` : `${what[1]!} of the weights kept`;
}

// ---------------------------------------------------------------- curves

function referenceMarks(spec: SparsitySpec, { x, y }: Frame, look: Look): Mark[] {
  if (spec.scale === 'sum') return [];
  const path = line<{ x: number; y: number }>(
    (point) => x(point.x),
    (point) => y(point.y),
  );
  const marks: Mark[] = [];
  if (spec.xAxis === 'linear' && spec.yAxis === 'linear') {
    marks.push({
      kind: 'path',
      d: path([
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ])!,
      stroke: look.lineStrong,
      width: 1,
    });
  }
  references.forEach((reference, i) => {
    if (!spec.references.includes(reference.id)) return;
    const points = traceReference(reference)
      .map((point) => placed(point, null, spec))
      .filter((point) => isDrawable(point, spec) && point.x >= x.domain()[0]!);
    marks.push({
      kind: 'path',
      d: path(points)!,
      stroke: look.inkFaint,
      width: 1.25,
      dash: referenceDash[i] ?? '2 3',
    });
  });
  return marks;
}

/** One dash a reference, the same in the chart and its key. */
export const referenceDash: readonly string[] = ['1 3', '5 4', '9 3 2 3', '3 2'];

function isDrawable({ x, y }: { x: number; y: number }, spec: SparsitySpec): boolean {
  return (spec.xAxis === 'linear' || x > 0) && (spec.yAxis === 'linear' || y > 0);
}

function curveMarks(
  { curve, color, isEstimate }: CurveSeries,
  spec: SparsitySpec,
  { x, y }: Frame,
  isActive: boolean,
): Mark[] {
  // a logarithmic axis begins somewhere inside the curve: with the point that is there
  const unit = spec.scale === 'share' ? populationOf(curve, spec.population) : 1;
  const first = pointAt(curve, Math.min(x.domain()[0]! * unit, curve.finite), spec.population);
  const points = [first, ...tracePoints(curve, { population: spec.population })]
    .filter((point) => point.keptFraction >= first.keptFraction)
    .map((point) => placed(point, curve, spec))
    .filter((point) => isDrawable(point, spec));
  const path = line<{ x: number; y: number }>(
    (point) => x(point.x),
    (point) => y(point.y),
  );
  const dash = isEstimate ? { dash: '6 3' } : {};
  return [{ kind: 'path', d: path(points) ?? '', stroke: color, width: isActive ? 2.5 : 1.75, ...dash }];
}

function bandMarks({ curve, color, band }: CurveSeries, spec: SparsitySpec, { x, y }: Frame): Mark[] {
  if (band === undefined) return [];
  const population = populationOf(curve, spec.population);
  const total = totalOf(curve, spec.quantity);
  const isShare = spec.scale === 'share';
  const [xUnit, yUnit] = isShare ? [1, 1] : [population, total];
  const [low, high] = isShare ? [band.low, band.high] : [band.sumLow, band.sumHigh];
  const indices = Array.from(band.keptFraction.keys()).filter((i) =>
    isDrawable({ x: band.keptFraction[i]!, y: low[i]! }, spec),
  );
  const shape = area<number>(
    (i) => x(band.keptFraction[i]! * xUnit),
    (i) => y(low[i]! * yUnit),
    (i) => y(high[i]! * yUnit),
  );
  return [{ kind: 'path', d: shape(indices) ?? '', fill: color, opacity: 0.16 }];
}

// ---------------------------------------------------------------- landmarks

function landmarkMarks(spec: SparsitySpec, { x, y, plot }: Frame, look: Look): Mark[] {
  const active = spec.series[spec.active];
  if (active === undefined || active.curve.totalMass === 0) return [];
  const on = { quantity: spec.quantity, population: spec.population };
  const landmarks = [{ name: 'knee', at: knee(active.curve, on) }];
  if (spec.plateauSlope !== null) {
    landmarks.push({ name: 'plateau', at: plateau(active.curve, on, spec.plateauSlope) });
  }
  let taken = { left: 0, right: 0, y: -Infinity };
  return landmarks.flatMap(({ name, at }): Mark[] => {
    const point = placed(at, active.curve, spec);
    if (!isDrawable(point, spec)) return [];
    const [px, py] = [x(point.x), y(point.y)];
    const isAtEdge = px > plot.right - 60;
    const textX = px + (isAtEdge ? -4 : 8);
    const textWidth = 0.6 * LABEL_SIZE * name.length;
    const left = isAtEdge ? textX - textWidth : textX;
    const below = py + (isAtEdge ? 20 : 14);
    // where two lie close together, as on logarithmic axes, one name stands below the other
    const isTaken =
      left < taken.right && left + textWidth > taken.left && Math.abs(below - taken.y) < LABEL_SIZE + 3;
    const textY = isTaken ? taken.y + LABEL_SIZE + 3 : below;
    taken = { left, right: left + textWidth, y: textY };
    return [
      { kind: 'circle', x: px, y: py, radius: 4, fill: look.surface, stroke: active.color, width: 2 },
      {
        kind: 'text',
        x: textX,
        y: textY,
        anchor: isAtEdge ? 'end' : 'start',
        text: name,
        fill: look.inkMuted,
        size: LABEL_SIZE,
        halo: look.surface,
      },
    ];
  });
}

function cutMarks(spec: SparsitySpec, { x, plot }: Frame, look: Look): Mark[] {
  const active = spec.series[spec.active];
  if (spec.cut === null || active === undefined) return [];
  const unit = spec.scale === 'share' ? 1 : populationOf(active.curve, spec.population);
  const at = x(Math.max(spec.cut * unit, x.domain()[0]!));
  return [
    {
      kind: 'rect',
      x: at,
      y: plot.top,
      width: Math.max(0, plot.right - at),
      height: plot.bottom - plot.top,
      fill: look.inkFaint,
      opacity: 0.1,
    },
    { kind: 'line', x1: at, x2: at, y1: plot.top, y2: plot.bottom, stroke: look.accent, width: 1.5 },
  ];
}

// ---------------------------------------------------------------- words

function sentenceOf(spec: SparsitySpec): string {
  const noun = spec.quantity === 'mass' ? 'mass' : 'energy';
  if (spec.series.length === 0) return 'Sparsity curve: nothing is selected.';
  const sentences = spec.series.map(({ label, curve, isEstimate }) => {
    if (curve.totalMass === 0) return `${label}: every weight is zero`;
    const share = shareAt(curve, 0.1 * populationOf(curve, spec.population), spec.quantity);
    const at = knee(curve, spec);
    const about = isEstimate ? 'about ' : '';
    return `${label}: the largest 10 % of weights hold ${about}${formatPercent(share)} of the ${noun}; knee at ${formatPercent(at.keptFraction)}`;
  });
  return `Sparsity curve. ${sentences.join('. ')}.`;
}

/** What a point of the curve says: "the largest 12.0 % of weights hold 41.3 % of the mass; |w| ≥ 0.031". */
export function pointSentence(
  point: CurvePoint,
  { quantity, population }: { quantity: Quantity; population: Population },
): string {
  const which = population === 'all' ? 'weights' : 'non-zero weights';
  const share = quantity === 'mass' ? point.massFraction : point.energyFraction;
  const noun = quantity === 'mass' ? 'mass' : 'energy';
  return `the largest ${fine(point.keptFraction)} of ${which} hold ${fine(share)} of the ${noun}; |w| ≥ ${formatNumber(point.magnitude)}`;
}

/** One decimal, or as many as a small share needs. */
function fine(fraction: number): string {
  return fraction > 0 && fraction < 0.001 ? `${formatNumber(fraction * 100, 2)} %` : formatPercent(fraction);
}
