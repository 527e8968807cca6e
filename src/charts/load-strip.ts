/**
 * The load of each expert over training steps: a row an expert, darker where it gets more, with its share at one moment
 * as a bar beside it. Even use is the middle of the colours, so that both too much and too little can be seen.
 */
import { format, range, scaleLinear } from 'd3';
import { formatCount, formatPercent } from '../core/quantity.ts';
import { pluralOf } from '../core/plural.ts';
import { LABEL_SIZE, type Axis, type Plot } from './axes.ts';
import { rampColor } from './expert-matrix.ts';
import type { Look, Mark, Scene } from './scene.ts';

/** Choices that fell on each expert at some step. */
export interface LoadPoint {
  readonly step: number;
  readonly load: readonly number[];
}

export interface LoadStripSpec {
  readonly width: number;
  readonly experts: number;
  /** By rising step. */
  readonly points: readonly LoadPoint[];
  readonly lastStep: number;
  /** The moment of the bars; the last if null. */
  readonly step: number | null;
  readonly theme: 'light' | 'dark';
  /** What a step is, where it is none of training: "forward pass". */
  readonly stepName?: string | undefined;
}

export interface LoadStrip {
  readonly scene: Scene;
  readonly x: Axis;
  readonly plot: Plot;
}

/** An expert with less than this share of a fair share is as good as dead (`idle-experts.ts`). */
const HARDLY = 0.1;
const MOST_COLUMNS = 96;
/** Their rows may be thinner, or a chart of them would be longer than a screen. */
const MANY_EXPERTS = 96;
/** Finer steps of colour no eye tells apart; each is one path, whatever the number of cells. */
const SHADES = 24;

export function drawLoadStrip(spec: LoadStripSpec, look: Look): LoadStrip {
  const bars = Math.min(190, Math.round(spec.width * 0.3));
  const rowHeight = Math.max(
    spec.experts > MANY_EXPERTS ? 3 : 5,
    Math.min(26, Math.floor(300 / Math.max(1, spec.experts))),
  );
  const plot = {
    left: 40,
    right: spec.width - bars - 14,
    top: 22,
    bottom: 22 + rowHeight * spec.experts,
  };
  const x = scaleLinear(
    [0, Math.max(1, spec.lastStep, spec.points.at(-1)?.step ?? 0)],
    [plot.left, plot.right],
  );
  const columns = columnsOf(spec, (plot.right - plot.left) / 3);
  const shown = sharesAt(columns, spec.step);
  const frame = { x, plot, rowHeight };
  const marks = [
    ...cellMarks(spec, columns, frame),
    ...rowLabels(spec, frame, look),
    ...stepAxis(frame, look),
    ...barMarks(spec, shown, { ...frame, left: plot.right + 14, right: spec.width - 8 }, look),
    ...ruleMarks(spec.step, frame, look),
  ];
  const scene = { width: spec.width, height: plot.bottom + 40, marks, sentence: sentenceOf(spec, shown) };
  return { scene, x, plot };
}

// ---------------------------------------------------------------- data

/** Mean shares over a stretch of steps. */
export interface LoadColumn {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** [E], of all choices in the stretch; NaN where there were none. */
  readonly shares: readonly number[];
}

/** Stretches are powers of two, so that a column that is drawn stays where it is while the run goes on. */
export function columnsOf(
  { points, experts, lastStep }: Pick<LoadStripSpec, 'points' | 'experts' | 'lastStep'>,
  mostColumns: number,
): readonly LoadColumn[] {
  const last = Math.max(lastStep, points.at(-1)?.step ?? 0);
  const stretch = 2 ** Math.ceil(Math.log2(Math.max(1, last / Math.min(MOST_COLUMNS, mostColumns))));
  const sums = new Map<number, number[]>();
  for (const { step, load } of points) {
    const column = Math.floor(step / stretch);
    const known = sums.get(column) ?? range(experts).map(() => 0);
    load.forEach((count, expert) => (known[expert]! += count));
    sums.set(column, known);
  }
  const rising = [...sums].sort(([a], [b]) => a - b);
  return rising.map(([column, counts], i) => {
    const total = counts.reduce((a, b) => a + b, 0);
    // a run thinned to every so many steps leaves no gaps between its columns
    const next = rising[i + 1]?.[0];
    return {
      from: column * stretch,
      to: Math.min((next ?? column + 1) * stretch, Math.max(last, column * stretch + 1)),
      shares: counts.map((count) => count / total),
    };
  });
}

function sharesAt(columns: readonly LoadColumn[], step: number | null): readonly number[] {
  const at = step === null ? columns.at(-1) : (columns.findLast(({ from }) => from <= step) ?? columns[0]);
  return at?.shares ?? [];
}

/** 0 for nothing, ½ for a fair share, 1 for infinitely more: twice a fair share is as far up as a half is down. */
export function loadShade(share: number, experts: number): number {
  const fair = share * experts;
  return fair / (fair + 1);
}

// ---------------------------------------------------------------- marks

interface Frame {
  readonly x: Axis;
  readonly plot: Plot;
  readonly rowHeight: number;
}

function cellMarks(
  { experts, theme }: LoadStripSpec,
  columns: readonly LoadColumn[],
  { x, plot, rowHeight }: Frame,
): Mark[] {
  const gap = rowHeight >= 10 ? 1 : 0;
  const paths = new Map<number, string[]>();
  for (const { from, to, shares } of columns) {
    const [left, right] = [x(from).toFixed(1), x(to).toFixed(1)];
    shares.forEach((share, expert) => {
      if (Number.isNaN(share)) return;
      const shade = Math.round(loadShade(share, experts) * SHADES);
      const top = plot.top + expert * rowHeight;
      const cell = `M${left},${top}H${right}V${top + rowHeight - gap}H${left}Z`;
      const path = paths.get(shade);
      if (path === undefined) paths.set(shade, [cell]);
      else path.push(cell);
    });
  }
  return Array.from(paths, ([shade, cells]): Mark => ({
    kind: 'path',
    d: cells.join(''),
    fill: rampColor(shade / SHADES, theme),
  }));
}

function rowLabels(
  { experts, stepName = 'training step' }: LoadStripSpec,
  { plot, rowHeight }: Frame,
  look: Look,
): Mark[] {
  const every = Math.ceil(13 / rowHeight);
  const text = { kind: 'text', fill: look.inkMuted, size: LABEL_SIZE } as const;
  const rows = range(0, experts, every).map((expert): Mark => ({
    ...text,
    x: plot.left - 8,
    y: plot.top + (expert + 0.5) * rowHeight + 4,
    anchor: 'end',
    text: String(expert),
  }));
  return [{ ...text, x: plot.left, y: plot.top - 8, text: `Expert, over ${pluralOf(stepName)}` }, ...rows];
}

const shortStep = format('~s');

function stepAxis({ x, plot }: Frame, look: Look): Mark[] {
  const text = { kind: 'text', fill: look.inkMuted, size: LABEL_SIZE, anchor: 'middle' } as const;
  return x
    .ticks(Math.max(2, (plot.right - plot.left) / 80))
    .map((tick): Mark => ({ ...text, x: x(tick), y: plot.bottom + 16, text: shortStep(tick) }));
}

function barMarks(
  { experts }: LoadStripSpec,
  shares: readonly number[],
  { plot, rowHeight, left, right }: Frame & { left: number; right: number },
  look: Look,
): Mark[] {
  const fair = 1 / experts;
  const most = shares.reduce((a, b) => (b > a ? b : a), 2 * fair);
  // figures stand in a column of their own beside the bars
  const place = scaleLinear([0, most], [left, right - 40]);
  const text = { kind: 'text', fill: look.inkMuted, size: LABEL_SIZE } as const;
  const bars = shares.flatMap((share, expert): Mark[] => {
    const top = plot.top + expert * rowHeight;
    const height = rowHeight - (rowHeight >= 10 ? 5 : 1);
    const isIdle = share < HARDLY * fair;
    const word = share === 0 ? 'dead' : formatPercent(share, share < 0.0995 ? 1 : 0);
    return [
      {
        kind: 'rect',
        x: left,
        y: top + (rowHeight - 1 - height) / 2,
        width: Math.max(0.5, place(share) - left),
        height,
        fill: look.accent,
        opacity: 0.75,
      },
      ...(rowHeight >= 11
        ? [
            {
              ...text,
              x: right,
              y: top + rowHeight / 2 + 3.5,
              anchor: 'end',
              text: word,
              fill: isIdle ? look.ink : look.inkMuted,
              weight: isIdle ? 600 : 400,
            } satisfies Mark,
          ]
        : []),
    ];
  });
  return [
    ...bars,
    { kind: 'line', x1: left, x2: left, y1: plot.top, y2: plot.bottom, stroke: look.lineStrong },
    {
      kind: 'line',
      x1: place(fair),
      x2: place(fair),
      y1: plot.top - 4,
      y2: plot.bottom,
      stroke: look.inkFaint,
      width: 1.25,
      dash: '5 4',
    },
    { ...text, x: place(fair), y: plot.bottom + 16, anchor: 'middle', text: `even ${formatPercent(fair)}` },
    { ...text, x: left, y: plot.top - 8, text: 'Share of choices' },
  ];
}

function ruleMarks(step: number | null, { x, plot }: Frame, look: Look): Mark[] {
  if (step === null) return [];
  const at = x(step);
  return [
    { kind: 'line', x1: at, x2: at, y1: plot.top - 3, y2: plot.bottom + 3, stroke: look.accent, width: 1.5 },
  ];
}

// ---------------------------------------------------------------- words

function sentenceOf({ experts, step, points, stepName }: LoadStripSpec, shares: readonly number[]): string {
  const at = step ?? points.at(-1)?.step;
  if (at === undefined || shares.length === 0) return 'Load of each expert: nothing is measured yet.';
  const most = shares.reduce((best, share, expert) => (share > shares[best]! ? expert : best), 0);
  const idle = shares.filter((share) => share < HARDLY / experts).length;
  const dead = idle === 0 ? 'none is idle' : `${idle} get less than a tenth of an even share`;
  return `Load of ${experts} experts over ${pluralOf(stepName ?? 'training step')}. At ${stepName ?? 'step'} ${formatCount(at)} expert ${most} gets ${formatPercent(shares[most]!)} of the choices, where ${formatPercent(1 / experts)} would be even; ${dead}.`;
}
