/** The load of one layer's experts before a plan and after it: bars of what each gets then, over outlines of what it got. */
import { range, scaleLinear } from 'd3';
import { formatCount, formatPercent } from '../../core/quantity.ts';
import { gridMarks, LABEL_SIZE, legendMarks, type Plot } from '../axes.ts';
import type { Look, Mark, Scene } from '../scene.ts';

export interface LoadShiftSpec {
  readonly width: number;
  readonly height: number;
  /** "layer 3". */
  readonly layerName: string;
  /** [E] shares of the choices. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** [E]: true for experts that stay. */
  readonly stays: readonly boolean[];
  /** What became of the others. */
  readonly goneLabel?: string | undefined;
}

interface Frame {
  readonly plot: Plot;
  readonly group: number;
  readonly y: (share: number) => number;
}

export function drawLoadShift(spec: LoadShiftSpec, look: Look): Scene {
  const { width, height, before, after, stays, goneLabel = 'Removed' } = spec;
  const experts = before.length;
  const [left, right] = [52, width - 10];
  const legend = legendMarks(
    [
      { label: 'After', color: look.accent, shape: 'box', opacity: 0.8 },
      { label: 'Before', color: look.ink, shape: 'line' },
      ...(stays.every(Boolean)
        ? []
        : [{ label: goneLabel, color: look.series[1]!, shape: 'box' as const, opacity: 0.35 }]),
    ],
    { left, right, top: 2 },
    look,
  );
  const plot = { left, right, top: 10 + legend.height, bottom: height - 40 };
  const most = Math.max(1.5 / Math.max(1, experts), ...before, ...after);
  const x = scaleLinear([0, Math.max(1, experts)], [left, right]);
  const y = scaleLinear([0, most], [plot.bottom, plot.top + 4]);
  const words = {
    x: { ticks: [], format: String, title: 'Expert' },
    y: {
      ticks: y.ticks(4),
      format: (share: number) => formatPercent(share, most < 0.04 ? 1 : 0),
      title: 'Share of choices',
    },
  };
  const frame = { plot, group: (right - left) / Math.max(1, experts), y: (share: number) => y(share) };
  return {
    width,
    height,
    marks: [
      ...legend.marks,
      ...gridMarks({ plot, x, y }, words, look),
      bars(frame, after, (expert) => stays[expert]!, { fill: look.accent, opacity: 0.8 }),
      bars(frame, before, (expert) => !stays[expert]!, { fill: look.series[1]!, opacity: 0.35 }),
      caps(frame, before, look),
      ...names(frame, experts, look),
    ],
    sentence: sentenceOf(spec),
  };
}

/** One path, however many there are. */
function bars(
  { plot, group, y }: Frame,
  shares: Float64Array,
  isIn: (expert: number) => boolean,
  paint: { readonly fill: string; readonly opacity: number },
): Mark {
  const gap = group >= 4 ? Math.min(6, 0.2 * group) : 0;
  const bar = (expert: number) => {
    const from = plot.left + expert * group;
    return `M${fine(from + gap / 2)},${plot.bottom}V${fine(y(shares[expert]!))}H${fine(from + group - gap / 2)}V${plot.bottom}Z`;
  };
  const d = range(shares.length).filter(isIn).map(bar).join('');
  return { kind: 'path', d, ...paint };
}

/** A level stroke where each bar stood. */
function caps({ plot, group, y }: Frame, before: Float64Array, look: Look): Mark {
  const d = Array.from(before, (share, expert) => {
    const from = plot.left + expert * group;
    return `M${fine(from)},${fine(y(share))}H${fine(from + group)}`;
  }).join('');
  return { kind: 'path', d, stroke: look.ink, width: 1.25 };
}

function names({ plot, group }: Frame, experts: number, look: Look): Mark[] {
  const every = [1, 2, 4, 5, 8, 10, 16, 20, 32, 50, 64].find((n) => n * group >= 24) ?? 100;
  return range(0, experts, every).map((expert): Mark => ({
    kind: 'text',
    x: plot.left + (expert + 0.5) * group,
    y: plot.bottom + 16,
    anchor: 'middle',
    text: String(expert),
    fill: look.inkMuted,
    size: LABEL_SIZE,
  }));
}

/** A tenth of a pixel. */
function fine(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}

function sentenceOf({ layerName, before, after, stays }: LoadShiftSpec): string {
  const gone = stays.filter((isThere) => !isThere).length;
  const moved = before.reduce((sum, share, expert) => (stays[expert]! ? sum : sum + share), 0);
  const busiest = after.indexOf(after.reduce((a, b) => Math.max(a, b), 0));
  if (gone === 0) {
    const most = busiest < 0 ? '' : `; expert ${busiest} gets most, ${formatPercent(before[busiest]!)}`;
    return `Load of ${layerName}: no expert goes${most}.`;
  }
  const then =
    busiest < 0
      ? ''
      : ` Expert ${busiest} then gets most, ${formatPercent(after[busiest]!)} instead of ${formatPercent(before[busiest]!)}.`;
  return `Load of ${layerName}: ${formatCount(gone)} of ${formatCount(before.length)} experts go, with ${formatPercent(moved)} of the choices.${then}`;
}
