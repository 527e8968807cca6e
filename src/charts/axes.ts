/** Grid, titles and legend of the charts of a run. */
import type { ScaleContinuousNumeric } from 'd3';
import type { Look, Mark } from './scene.ts';

export type Axis = ScaleContinuousNumeric<number, number>;

export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface AxisWords {
  readonly ticks: readonly number[];
  readonly format: (tick: number) => string;
  readonly title: string;
}

export const LABEL_SIZE = 11;

/** Hairlines at the ticks of y, ticks of x below, and both titles. */
export function gridMarks(
  { plot, x, y }: { readonly plot: Plot; readonly x: Axis; readonly y: Axis },
  words: { readonly x: AxisWords; readonly y: AxisWords },
  look: Look,
): Mark[] {
  const text = { kind: 'text', fill: look.inkMuted, size: LABEL_SIZE } as const;
  const across = { kind: 'line', x1: plot.left, x2: plot.right } as const;
  return [
    ...words.y.ticks.flatMap((tick): Mark[] => [
      { ...across, y1: y(tick), y2: y(tick), stroke: look.line },
      { ...text, x: plot.left - 8, y: y(tick) + 4, anchor: 'end', text: words.y.format(tick) },
    ]),
    ...words.x.ticks.map((tick): Mark => ({
      ...text,
      x: x(tick),
      y: plot.bottom + 16,
      anchor: 'middle',
      text: words.x.format(tick),
    })),
    { ...across, y1: plot.bottom, y2: plot.bottom, stroke: look.lineStrong },
    {
      ...text,
      x: (plot.left + plot.right) / 2,
      y: plot.bottom + 34,
      anchor: 'middle',
      text: words.x.title,
    },
    {
      ...text,
      x: 12,
      y: (plot.top + plot.bottom) / 2,
      anchor: 'middle',
      rotate: -90,
      text: words.y.title,
    },
  ];
}

export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  readonly shape: 'line' | 'marked' | 'box';
  readonly dash?: string | undefined;
  readonly opacity?: number | undefined;
}

const LEGEND_ROW = 18;
/** Width of the sign before a name, and of an average letter. */
const SIGN = 22;
const LETTER = 5.9;
const LONGEST_NAME = 34;

/** Names with their signs in rows from the top left, and how much height they take. */
export function legendMarks(
  entries: readonly LegendEntry[],
  { left, right, top }: Omit<Plot, 'bottom'>,
  look: Look,
): { readonly marks: readonly Mark[]; readonly height: number } {
  let [x, row] = [left, 0];
  const marks = entries.flatMap((entry) => {
    const label = shortened(entry.label, LONGEST_NAME);
    const width = SIGN + label.length * LETTER + 14;
    if (x > left && x + width > right) [x, row] = [left, row + 1];
    const at = { x, y: top + row * LEGEND_ROW + 8 };
    x += width;
    return [
      ...signMarks(entry, at, look),
      {
        kind: 'text',
        x: at.x + SIGN,
        y: at.y + 4,
        text: label,
        fill: look.inkMuted,
        size: LABEL_SIZE,
      } satisfies Mark,
    ];
  });
  return { marks, height: entries.length === 0 ? 0 : (row + 1) * LEGEND_ROW + 4 };
}

function signMarks(
  { shape, color, dash, opacity }: LegendEntry,
  { x, y }: { x: number; y: number },
  look: Look,
): Mark[] {
  if (shape === 'box') {
    return [{ kind: 'rect', x, y: y - 5, width: 14, height: 10, fill: color, opacity: opacity ?? 1 }];
  }
  const dashed = dash === undefined ? {} : { dash };
  const stroke: Mark = { kind: 'line', x1: x, x2: x + 16, y1: y, y2: y, stroke: color, width: 2, ...dashed };
  if (shape === 'line') return [stroke];
  return [stroke, { kind: 'circle', x: x + 8, y, radius: 3, fill: look.surface, stroke: color, width: 1.5 }];
}

/** The beginning of a text, with an ellipsis where something is left out. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}
