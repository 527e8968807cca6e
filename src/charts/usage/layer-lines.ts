/** Numbers of layers, from the first to the last, beside the ends of their scale. */
import { area, line, range, scaleLinear } from 'd3';
import { formatNumber } from '../../core/quantity.ts';
import { gridMarks, legendMarks } from '../axes.ts';
import type { Look, Mark, Scene } from '../scene.ts';

export interface LayerSeries {
  readonly label: string;
  readonly color: string;
  /** One a layer; NaN where nothing is known. */
  readonly values: readonly number[];
  /** Where most of what the values are means of lies. */
  readonly band?: { readonly low: readonly number[]; readonly high: readonly number[] } | undefined;
  /** An end of the scale rather than something measured. */
  readonly isLimit?: boolean | undefined;
}

export interface LayerLinesSpec {
  readonly width: number;
  readonly height: number;
  readonly name: string;
  /** Title of the vertical axis. */
  readonly axis: string;
  readonly layerLabels: readonly string[];
  readonly series: readonly LayerSeries[];
  /** Place of the layer that other charts show. */
  readonly shown: number | null;
}

export interface LayerLines {
  readonly scene: Scene;
  /** Place of the layer nearest to a point. */
  readonly layerAt: (x: number) => number;
}

export function drawLayerLines(spec: LayerLinesSpec, look: Look): LayerLines {
  const { width, height, layerLabels, series, shown } = spec;
  const [left, right] = [52, width - 14];
  const entries = series.map(({ label, color, isLimit }) => ({
    label,
    color,
    shape: isLimit === true ? ('line' as const) : ('marked' as const),
    dash: isLimit === true ? '5 4' : undefined,
  }));
  const legend = legendMarks(entries, { left, right, top: 2 }, look);
  const plot = { left, right, top: 10 + legend.height, bottom: height - 40 };
  const last = Math.max(1, layerLabels.length - 1);
  const x = scaleLinear([0, last], [plot.left + 8, plot.right - 8]);
  const y = scaleLinear([0, mostOf(series)], [plot.bottom, plot.top + 2]).nice(4);
  const every = Math.max(1, Math.ceil((layerLabels.length * 26) / (right - left)));
  const words = {
    x: {
      ticks: range(0, layerLabels.length, every),
      format: (place: number) => layerLabels[place] ?? '',
      title: 'Layer',
    },
    y: {
      ticks: y.ticks(Math.max(3, (plot.bottom - plot.top) / 40)),
      format: (tick: number) => formatNumber(tick),
      title: spec.axis,
    },
  };
  const rule: Mark[] =
    shown === null
      ? []
      : [
          {
            kind: 'line',
            x1: x(shown),
            x2: x(shown),
            y1: plot.top,
            y2: plot.bottom,
            stroke: look.accent,
            width: 1.5,
          },
        ];
  const frame = { x: (place: number) => x(place), y: (value: number) => y(value) };
  const marks = [
    ...legend.marks,
    ...gridMarks({ plot, x, y }, words, look),
    ...rule,
    ...series.flatMap((one) => seriesMarks(one, frame, look)),
  ];
  return {
    scene: { width, height, marks, sentence: sentenceOf(spec) },
    layerAt: (at) => Math.min(layerLabels.length - 1, Math.max(0, Math.round(x.invert(at)))),
  };
}

function mostOf(series: readonly LayerSeries[]): number {
  const all = series.flatMap(({ values, band }) => [...values, ...(band?.high ?? [])]);
  return all.reduce((most, value) => (value > most ? value : most), 0) || 1;
}

function seriesMarks(
  { values, band, color, isLimit }: LayerSeries,
  { x, y }: { x: (place: number) => number; y: (value: number) => number },
  look: Look,
): Mark[] {
  const path = line<number>(
    (_, place) => x(place),
    (value) => y(value),
  ).defined((value) => !Number.isNaN(value))([...values]);
  if (isLimit === true) {
    return [{ kind: 'path', d: path ?? '', stroke: color, width: 1.25, dash: '5 4' }];
  }
  const spread =
    band === undefined
      ? null
      : area<number>(
          (_, place) => x(place),
          (_, place) => y(band.low[place]!),
          (_, place) => y(band.high[place]!),
        ).defined((value) => !Number.isNaN(value))([...values]);
  const radius = values.length > 40 ? 2 : 3;
  const dots = values
    .map((value, place) => (Number.isNaN(value) ? '' : circlePath(x(place), y(value), radius)))
    .join('');
  return [
    ...(spread === null ? [] : [{ kind: 'path', d: spread, fill: color, opacity: 0.16 } satisfies Mark]),
    { kind: 'path', d: path ?? '', stroke: color, width: 1.75 },
    // one path for all, as hundreds of elements would take longer than a frame
    { kind: 'path', d: dots, fill: look.surface, stroke: color, width: 1.5 },
  ];
}

function circlePath(x: number, y: number, radius: number): string {
  const half = `a${radius},${radius} 0 1 1`;
  return `M${fine(x - radius)},${fine(y)}${half} ${2 * radius},0${half} ${-2 * radius},0`;
}

/** A hundredth of a pixel. */
function fine(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

/** The extremes of what was measured; limits are said by the legend. */
function sentenceOf({ name, layerLabels, series }: LayerLinesSpec): string {
  const said = series.flatMap(({ label, values, isLimit }) => {
    const places = range(values.length).filter((place) => !Number.isNaN(values[place]!));
    if (isLimit === true || places.length === 0) return [];
    const least = places.reduce((a, b) => (values[b]! < values[a]! ? b : a));
    const most = places.reduce((a, b) => (values[b]! > values[a]! ? b : a));
    return [
      `${label} from ${formatNumber(values[least]!)} in layer ${layerLabels[least]!} to ${formatNumber(values[most]!)} in layer ${layerLabels[most]!}`,
    ];
  });
  return said.length === 0 ? `${name} by layer: nothing is known.` : `${name} by layer: ${said.join('; ')}.`;
}
