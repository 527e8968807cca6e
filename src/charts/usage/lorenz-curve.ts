/** Lorenz curves of loads: the share of all choices that the least loaded experts have, beside the best and the worst. */
import { line, scaleLinear } from 'd3';
import { formatNumber, formatPercent } from '../../core/quantity.ts';
import { loadGini, lorenzCurve } from '../../core/routing/statistics/load.ts';
import { collapsedLoad } from '../../core/routing/statistics/load-summary.ts';
import { gridMarks, LABEL_SIZE, legendMarks } from '../axes.ts';
import type { Look, Mark, Scene } from '../scene.ts';

export interface LorenzSpec {
  readonly width: number;
  readonly height: number;
  readonly series: readonly { readonly label: string; readonly color: string; readonly load: Float64Array }[];
  /** Draws the most uneven load that k different experts a token allow; null where k is not known. */
  readonly worst: { readonly experts: number; readonly topK: number } | null;
}

export function drawLorenzCurve({ width, height, series, worst }: LorenzSpec, look: Look): Scene {
  const [left, right] = [52, width - 20];
  const entries = series.map(({ label, color }) => ({ label, color, shape: 'line' as const }));
  const legend = legendMarks(entries, { left, right, top: 2 }, look);
  const plot = { left, right, top: 10 + legend.height, bottom: height - 40 };
  const x = scaleLinear([0, 1], [plot.left, plot.right]);
  const y = scaleLinear([0, 1], [plot.bottom, plot.top]);
  const percent = (share: number) => formatPercent(share, 0);
  const words = {
    x: { ticks: [0, 0.25, 0.5, 0.75, 1], format: percent, title: 'Experts, the least loaded first' },
    y: { ticks: [0, 0.25, 0.5, 0.75, 1], format: percent, title: 'Share of choices' },
  };
  const pathOf = (load: Float64Array) => {
    const curve = lorenzCurve(load);
    const path = line<number>(
      (_, r) => x(r / load.length),
      (share) => y(Math.min(1, share)),
    ).defined((share) => !Number.isNaN(share));
    return path(curve) ?? '';
  };
  const even: Mark = {
    kind: 'line',
    x1: x(0),
    y1: y(0),
    x2: x(1),
    y2: y(1),
    stroke: look.inkFaint,
    width: 1.25,
    dash: '5 4',
  };
  const worstMarks: Mark[] =
    worst === null
      ? []
      : [
          {
            kind: 'path',
            d: pathOf(collapsedLoad(worst.experts, worst.topK)),
            stroke: look.inkFaint,
            width: 1.25,
            dash: '2 3',
          },
          {
            kind: 'text',
            x: x(Math.max(0.3, 1 - worst.topK / worst.experts)) - 6,
            y: plot.bottom - 7,
            anchor: 'end',
            text: `all on ${formatNumber(worst.topK)}`,
            fill: look.inkMuted,
            size: LABEL_SIZE,
            halo: look.surface,
          },
        ];
  const curves = series.map(({ load, color }): Mark => ({
    kind: 'path',
    d: pathOf(load),
    stroke: color,
    width: 2,
  }));
  const marks = [...legend.marks, ...gridMarks({ plot, x, y }, words, look), even, ...worstMarks, ...curves];
  return { width, height, marks, sentence: sentenceOf(series) };
}

function sentenceOf(series: LorenzSpec['series']): string {
  const said = series.flatMap(({ label, load }) => {
    const gini = loadGini(load);
    if (Number.isNaN(gini)) return [];
    const half = lorenzCurve(load)[Math.floor(load.length / 2)]!;
    return [
      `${label}: the less loaded half of the experts gets ${formatPercent(half)} of the choices, Gini ${formatNumber(gini)}`,
    ];
  });
  return said.length === 0 ? 'Lorenz curve: no expert is chosen.' : `Lorenz curve. ${said.join('; ')}.`;
}
