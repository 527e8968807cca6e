/**
 * How the choices of one layer fall on its experts: a bar each, with how far it may be off, beside an even share. Hundreds
 * of experts make a skyline, so all bars of a colour are one path.
 */
import { range, scaleLinear } from 'd3';
import { formatCount, formatPercent } from '../../core/quantity.ts';
import { pluralOf } from '../../core/plural.ts';
import type { LoadIntervals } from '../../core/usage/load-intervals.ts';
import { gridMarks, LABEL_SIZE, legendMarks, type LegendEntry, type Plot } from '../axes.ts';
import type { Look, Mark, Scene } from '../scene.ts';

export interface LoadBarsSpec {
  readonly width: number;
  readonly height: number;
  /** "layer 3". */
  readonly layerName: string;
  /** [E], of all choices of the layer. */
  readonly shares: Float64Array;
  readonly intervals: LoadIntervals | null;
  /** What documents are called: "document". */
  readonly documentName: string;
  /** Experts from left to right. */
  readonly order: readonly number[];
  readonly selected: readonly number[];
  /** The same of one class of tokens alone. */
  readonly ofClass: { readonly name: string; readonly shares: Float64Array } | null;
}

export interface LoadBars {
  readonly scene: Scene;
  /** The expert whose bar is above or below a point; null beside them. */
  readonly expertAt: (x: number) => number | null;
}

/** Of bars narrower than this an interval is a smear. */
const LEAST_WHISKER = 3;

export function drawLoadBars(spec: LoadBarsSpec, look: Look): LoadBars {
  const { width, height, shares, order, intervals, ofClass } = spec;
  const [left, right] = [52, width - 10];
  const legend = legendMarks(legendOf(spec, look), { left, right, top: 2 }, look);
  const plot = { left, right, top: 10 + legend.height, bottom: height - 40 };
  const fair = 1 / Math.max(1, shares.length);
  const group = (right - left) / Math.max(1, order.length);
  const hasWhiskers = intervals !== null && group >= LEAST_WHISKER;
  const tops = [
    shares,
    ...(hasWhiskers ? [intervals.high] : []),
    ...(ofClass === null ? [] : [ofClass.shares]),
  ];
  const most = tops.reduce((top, values) => values.reduce((a, b) => (b > a ? b : a), top), 1.5 * fair);
  const x = scaleLinear([0, Math.max(1, order.length)], [left, right]);
  const y = scaleLinear([0, most], [plot.bottom, plot.top + 4]);
  const words = {
    x: { ticks: [], format: String, title: 'Expert' },
    y: { ticks: y.ticks(4), format: tickPercent(most), title: 'Share of choices' },
  };
  const frame: Frame = { spec, plot, group, at: (place) => x(place), y };
  return {
    scene: {
      width,
      height,
      marks: [
        ...legend.marks,
        ...gridMarks({ plot, x, y }, words, look),
        ...barMarks(frame, look),
        ...(hasWhiskers ? [whiskerMark(frame, intervals, look)] : []),
        ...classMarks(frame, look),
        ...nameMarks(frame, look),
        ...fairMarks(frame, fair, look),
      ],
      sentence: sentenceOf(spec),
    },
    expertAt: (at) => order[Math.floor(x.invert(at))] ?? null,
  };
}

interface Frame {
  readonly spec: LoadBarsSpec;
  readonly plot: Plot;
  readonly group: number;
  readonly at: (place: number) => number;
  readonly y: (share: number) => number;
}

function tickPercent(most: number): (share: number) => string {
  return (share) => formatPercent(share, most < 0.04 ? 1 : 0);
}

function legendOf({ ofClass, selected, intervals, documentName }: LoadBarsSpec, look: Look): LegendEntry[] {
  const isPlain = ofClass === null && selected.length === 0 && intervals === null;
  if (isPlain) return [];
  return [
    { label: 'All tokens', color: look.accent, shape: 'box', opacity: 0.8 },
    ...(selected.length === 0 ? [] : [{ label: 'Selected', color: look.series[1]!, shape: 'box' as const }]),
    ...(ofClass === null
      ? []
      : [{ label: `Class ${ofClass.name}`, color: look.series[2]!, shape: 'marked' as const }]),
    ...(intervals === null
      ? []
      : [{ label: intervalWords(intervals, documentName), color: look.ink, shape: 'line' as const }]),
  ];
}

/** Which intervals these are, for a legend. */
function intervalWords({ kind, units }: LoadIntervals, documentName: string): string {
  return kind === 'documents'
    ? `95 %, ${formatCount(units)} ${pluralOf(documentName)}`
    : '95 %, tokens as if independent';
}

function barMarks({ spec, plot, group, at, y }: Frame, look: Look): Mark[] {
  const picked = new Set(spec.selected);
  const gap = group >= 4 ? Math.min(6, 0.2 * group) : 0;
  const bar = (expert: number, place: number) => {
    const share = spec.shares[expert]!;
    const top = Number.isNaN(share) ? plot.bottom : y(share);
    return `M${fine(at(place) + gap / 2)},${plot.bottom}V${fine(top)}H${fine(at(place + 1) - gap / 2)}V${plot.bottom}Z`;
  };
  const path = (isPicked: boolean) =>
    spec.order
      .flatMap((expert, place) => (picked.has(expert) === isPicked ? [bar(expert, place)] : []))
      .join('');
  return [
    { kind: 'path', d: path(false), fill: look.accent, opacity: 0.8 },
    ...(picked.size === 0 ? [] : [{ kind: 'path', d: path(true), fill: look.series[1]! } satisfies Mark]),
  ];
}

function whiskerMark({ spec, group, at, y }: Frame, { low, high }: LoadIntervals, look: Look): Mark {
  const cap = Math.min(4, 0.25 * group);
  const d = spec.order
    .map((expert, place) => {
      const [middle, bottom, top] = [at(place + 0.5), fine(y(low[expert]!)), fine(y(high[expert]!))];
      const ends = `H${fine(middle + cap)}`;
      return `M${fine(middle)},${bottom}V${top}M${fine(middle - cap)},${bottom}${ends}M${fine(middle - cap)},${top}${ends}`;
    })
    .join('');
  return { kind: 'path', d, stroke: look.ink, width: 1 };
}

function classMarks({ spec, group, at, y }: Frame, look: Look): Mark[] {
  if (spec.ofClass === null) return [];
  const { shares } = spec.ofClass;
  return spec.order.flatMap((expert, place): Mark[] =>
    Number.isNaN(shares[expert]!)
      ? []
      : [
          {
            kind: 'circle',
            x: at(place + 0.5),
            y: y(shares[expert]!),
            radius: Math.max(1.5, Math.min(3.5, group / 3)),
            fill: look.surface,
            stroke: look.series[2]!,
            width: 1.5,
          },
        ],
  );
}

function nameMarks({ spec, plot, group, at }: Frame, look: Look): Mark[] {
  const every = [1, 2, 4, 5, 8, 10, 16, 20, 32, 50, 64].find((n) => n * group >= 24) ?? 100;
  return range(0, spec.order.length, every).map((place): Mark => ({
    kind: 'text',
    x: at(place + 0.5),
    y: plot.bottom + 16,
    anchor: 'middle',
    text: String(spec.order[place]),
    fill: look.inkMuted,
    size: LABEL_SIZE,
  }));
}

function fairMarks({ plot, y }: Frame, fair: number, look: Look): Mark[] {
  const at = y(fair);
  return [
    {
      kind: 'line',
      x1: plot.left,
      x2: plot.right,
      y1: at,
      y2: at,
      stroke: look.ink,
      width: 1.25,
      dash: '5 4',
    },
    {
      kind: 'text',
      x: plot.right - 2,
      y: at - 5,
      anchor: 'end',
      text: `even ${formatPercent(fair)}`,
      fill: look.ink,
      size: LABEL_SIZE,
      halo: look.surface,
    },
  ];
}

/** A tenth of a pixel. */
function fine(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}

function sentenceOf({ shares, layerName, intervals, documentName }: LoadBarsSpec): string {
  if (!shares.some((share) => share > 0)) return `Load of ${layerName}: no expert is chosen.`;
  const busiest = shares.indexOf(shares.reduce((a, b) => Math.max(a, b)));
  const idlest = shares.indexOf(shares.reduce((a, b) => Math.min(a, b)));
  const hardly = shares.filter((share) => share < 0.1 / shares.length).length;
  const sure =
    intervals === null
      ? ''
      : ` (95 %: ${formatPercent(intervals.low[busiest]!)} to ${formatPercent(intervals.high[busiest]!)}, ${intervals.kind === 'documents' ? `by ${pluralOf(documentName)}` : 'were tokens independent'})`;
  const idle =
    hardly === 0
      ? 'None gets less than a tenth of that.'
      : `${formatCount(hardly)} of ${formatCount(shares.length)} experts ${hardly === 1 ? 'gets' : 'get'} less than a tenth of that.`;
  return `Load of ${layerName}: expert ${busiest} gets most, ${formatPercent(shares[busiest]!)} of the choices${sure}; expert ${idlest} least, ${formatPercent(shares[idlest]!)}; ${formatPercent(1 / shares.length)} would be even. ${idle}`;
}
