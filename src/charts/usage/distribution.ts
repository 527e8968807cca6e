/** How a number of tokens (an entropy, a probability) is distributed, on the scale that it can have. */
import { scaleLinear } from 'd3';
import { formatNumber } from '../../core/quantity.ts';
import { histogramMean, histogramQuantile, type Histogram } from '../../core/routing/statistics/histogram.ts';
import { gridMarks, LABEL_SIZE } from '../axes.ts';
import type { Look, Mark, Scene } from '../scene.ts';

export interface DistributionSpec {
  readonly width: number;
  readonly height: number;
  readonly histogram: Histogram;
  /** Start of the sentence: "Gate entropy of layer 3". */
  readonly name: string;
  /** Title of the horizontal axis: "Entropy, bits". */
  readonly axis: string;
  /** What the right end of the scale is, where it is not simply 1: "log₂ 64". */
  readonly limitName: string | null;
  readonly unit: 'bits' | 'probability';
  readonly color: string;
}

/** Bars narrower than this many pixels are put together. */
const LEAST_BAR = 3;

export function drawDistribution(spec: DistributionSpec, look: Look): Scene {
  const { width, height, histogram, color } = spec;
  const plot = { left: 46, right: width - 14, top: 26, bottom: height - 40 };
  const bins = merged(histogram.bins, (plot.right - plot.left) / LEAST_BAR);
  const shares = bins.map((count) => count / Math.max(1, histogram.count));
  const most = shares.reduce((a, b) => Math.max(a, b), 0) || 1;
  const x = scaleLinear([0, histogram.limit], [plot.left, plot.right]);
  const y = scaleLinear([0, most], [plot.bottom, plot.top + 2]);
  const words = {
    x: { ticks: x.ticks(5), format: (tick: number) => formatNumber(tick), title: spec.axis },
    y: { ticks: y.ticks(3), format: (tick: number) => `${formatNumber(100 * tick, 2)} %`, title: 'Tokens' },
  };
  const step = (plot.right - plot.left) / bins.length;
  const bars = Array.from(shares, (share, i) =>
    share === 0
      ? ''
      : `M${fine(plot.left + i * step)},${plot.bottom}V${fine(y(share))}H${fine(plot.left + (i + 1) * step)}V${plot.bottom}Z`,
  ).join('');
  const marks: Mark[] = [
    ...gridMarks({ plot, x, y }, words, look),
    { kind: 'path', d: bars, fill: color, opacity: 0.8 },
    ...limitMarks(spec, plot, look),
    ...meanMarks(spec, { plot, at: (value) => x(value) }, look),
  ];
  return { width, height, marks, sentence: sentenceOf(spec) };
}

/** Neighbours added up, so that at most so many are left. */
function merged(bins: Float64Array, most: number): Float64Array {
  const each = 2 ** Math.ceil(Math.log2(Math.max(1, bins.length / Math.max(1, most))));
  const result = new Float64Array(Math.ceil(bins.length / each));
  bins.forEach((count, i) => (result[Math.floor(i / each)]! += count));
  return result;
}

function limitMarks(
  { histogram, limitName }: DistributionSpec,
  { right, top }: { right: number; top: number },
  look: Look,
): Mark[] {
  if (limitName === null) return [];
  return [
    {
      kind: 'text',
      x: right,
      y: top - 12,
      anchor: 'end',
      text: `${limitName} = ${formatNumber(histogram.limit)}`,
      fill: look.inkMuted,
      size: LABEL_SIZE,
    },
  ];
}

function meanMarks(
  { histogram, unit }: DistributionSpec,
  { plot, at }: { plot: { left: number; top: number; bottom: number }; at: (value: number) => number },
  look: Look,
): Mark[] {
  const mean = histogramMean(histogram);
  if (Number.isNaN(mean)) return [];
  const x = at(Math.min(histogram.limit, Math.max(0, mean)));
  return [
    { kind: 'line', x1: x, x2: x, y1: plot.top - 2, y2: plot.bottom, stroke: look.ink, width: 1.5 },
    {
      kind: 'text',
      x: plot.left,
      y: plot.top - 12,
      text: `mean ${valueText(mean, unit)}`,
      fill: look.ink,
      size: LABEL_SIZE,
      weight: 600,
    },
  ];
}

function valueText(value: number, unit: DistributionSpec['unit']): string {
  return unit === 'bits' ? `${value.toFixed(2)} bits` : value.toFixed(3);
}

function fine(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}

function sentenceOf({ name, histogram, unit, limitName }: DistributionSpec): string {
  if (histogram.count === 0) return `${name}: nothing is known.`;
  const [low, high] = [0.1, 0.9].map((part) => valueText(histogramQuantile(histogram, part), unit));
  return `${name}: ${valueText(histogramMean(histogram), unit)} on average, of ${formatNumber(histogram.limit)} at most${limitName === null ? '' : ` (${limitName})`}; eight tokens in ten lie between ${low!} and ${high!}.`;
}
