/**
 * Who gets the hard samples: for each expert its share of every quarter of the samples, from the smallest margin (the
 * model hardly knows between two classes) to the largest. Four equal bars: the gate does not look at difficulty.
 */
import { range, scaleLinear } from 'd3';
import { formatPercent } from '../core/quantity.ts';
import type { Matrix } from '../core/routing/matrix.ts';
import { gridMarks, LABEL_SIZE, legendMarks } from './axes.ts';
import { sharesOf } from './class-matrix.ts';
import type { Look, Mark, Scene } from './scene.ts';

export interface DifficultySpec {
  readonly width: number;
  readonly height: number;
  /** [E, 4]: first choices by quarter of difficulty, the hardest first. */
  readonly counts: Matrix;
}

export const quarterNames = ['hardest quarter', 'hard', 'easy', 'easiest quarter'] as const;
/** One hue, fading with the difficulty. */
const opacities = [1, 0.68, 0.42, 0.2] as const;

export function drawDifficultyBars({ width, height, counts }: DifficultySpec, look: Look): Scene {
  const shares = sharesOf(counts, 'of-class');
  const [left, right] = [52, width - 10];
  const entries = quarterNames.map((label, quarter) => ({
    label,
    color: look.accent,
    shape: 'box' as const,
    opacity: opacities[quarter],
  }));
  const legend = legendMarks(entries, { left, right, top: 2 }, look);
  const plot = { left, right, top: 8 + legend.height, bottom: height - 40 };
  const fair = 1 / Math.max(1, counts.rows);
  const most = shares.values.reduce((a, b) => (b > a ? b : a), 1.5 * fair);
  const x = scaleLinear([0, Math.max(1, counts.rows)], [left, right]);
  const y = scaleLinear([0, most], [plot.bottom, plot.top + 6]);
  const group = (right - left) / Math.max(1, counts.rows);
  const every = Math.ceil(20 / group);
  const words = {
    x: { ticks: [], format: String, title: 'Expert' },
    y: { ticks: y.ticks(4), format: percent, title: 'Share of the quarter' },
  };
  const bars = range(counts.rows).flatMap((expert) =>
    opacities.map((opacity, quarter): Mark => {
      const share = shares.values[expert * 4 + quarter]!;
      const wide = (0.8 * group) / 4;
      const top = Number.isNaN(share) ? plot.bottom : y(share);
      const at = x(expert) + 0.1 * group + quarter * wide;
      const gap = wide > 4 ? 1 : 0;
      return {
        kind: 'rect',
        x: at,
        y: top,
        width: wide - gap,
        height: plot.bottom - top,
        fill: look.accent,
        opacity,
      };
    }),
  );
  const names = range(0, counts.rows, every).map((expert): Mark => ({
    kind: 'text',
    x: x(expert + 0.5),
    y: plot.bottom + 16,
    anchor: 'middle',
    text: String(expert),
    fill: look.inkMuted,
    size: LABEL_SIZE,
  }));
  const marks = [
    ...legend.marks,
    ...gridMarks({ plot, x, y }, words, look),
    ...bars,
    ...names,
    ...fairMarks({ left, right, y: y(fair), fair }, look),
  ];
  return { width, height, marks, sentence: sentenceOf(shares) };
}

function percent(share: number): string {
  return formatPercent(share, 0);
}

function fairMarks(
  { left, right, y, fair }: { left: number; right: number; y: number; fair: number },
  look: Look,
): Mark[] {
  return [
    { kind: 'line', x1: left, x2: right, y1: y, y2: y, stroke: look.inkFaint, width: 1.25, dash: '5 4' },
    {
      kind: 'text',
      x: right - 2,
      y: y - 5,
      anchor: 'end',
      text: `even ${formatPercent(fair)}`,
      fill: look.inkMuted,
      size: LABEL_SIZE,
      halo: look.surface,
    },
  ];
}

/** The experts that lean most towards hard and towards easy samples. */
function sentenceOf(shares: Matrix): string {
  const leaning = range(shares.rows).map((expert) => {
    const [hardest, easiest] = [shares.values[expert * 4]!, shares.values[expert * 4 + 3]!];
    return { expert, hardest, easiest, lean: hardest - easiest };
  });
  const known = leaning.filter(({ lean }) => !Number.isNaN(lean)).sort((a, b) => b.lean - a.lean);
  const [hard, easy] = [known[0], known.at(-1)];
  if (hard === undefined || easy === undefined) return 'Load by difficulty: nothing is measured yet.';
  return `Load by difficulty. Of the hardest quarter of samples expert ${hard.expert} gets ${formatPercent(hard.hardest)}, of the easiest ${formatPercent(hard.easiest)}; expert ${easy.expert} gets ${formatPercent(easy.hardest)} and ${formatPercent(easy.easiest)}.`;
}
