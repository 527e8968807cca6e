/**
 * Where plans end on the sparsity curve: a curve of all planned weights, and a point a plan. Cutting the smallest weights of
 * all ends on the curve; whatever else keeps as many ends below it.
 */
import { formatPercent } from '../../core/quantity.ts';
import { shareAt, type Curve, type Quantity } from '../../core/sketch/curve.ts';
import { LABEL_SIZE, shortened } from '../axes.ts';
import type { Look, Mark, Scene } from '../scene.ts';
import { drawSparsityCurve, type SparsityChart } from '../sparsity-curve.ts';

export interface PlanPoint {
  readonly label: string;
  readonly color: string;
  /** Share of the planned weights that stay, and of their mass or energy. */
  readonly weights: number;
  readonly share: number;
}

export interface PlanCurveSpec {
  readonly width: number;
  readonly height: number;
  /** What the curve is of: "All experts". */
  readonly label: string;
  readonly curve: Curve;
  readonly isEstimate: boolean;
  readonly quantity: Quantity;
  readonly plans: readonly PlanPoint[];
  /** Index of the plan whose cut is drawn. */
  readonly shown: number;
}

export function drawPlanCurve(spec: PlanCurveSpec, look: Look): Scene {
  const { width, height, label, curve, isEstimate, quantity, plans, shown } = spec;
  const chart = drawSparsityCurve(
    {
      width,
      height,
      series: [{ label, color: look.inkMuted, curve, isEstimate }],
      active: 0,
      scale: 'share',
      quantity,
      population: 'all',
      xAxis: 'linear',
      yAxis: 'linear',
      references: [],
      plateauSlope: null,
      cut: plans[shown]?.weights ?? null,
    },
    look,
  );
  // the plan that is edited lies in front, and is named first
  const order = [...plans.keys()].sort((a, b) => Number(a === shown) - Number(b === shown));
  const dots = order.map((i) => dotOf(plans[i]!, chart, look));
  const names = namesOf(
    order.toReversed().map((i) => plans[i]!),
    chart,
    look,
  );
  const marks = [...chart.scene.marks, ...dots, ...names];
  return { ...chart.scene, marks, sentence: sentenceOf(spec) };
}

function dotOf({ color, weights, share }: PlanPoint, chart: SparsityChart, look: Look): Mark {
  return {
    kind: 'circle',
    x: chart.x(weights),
    y: chart.y(share),
    radius: 6,
    fill: color,
    stroke: look.surface,
    width: 2,
  };
}

type Text = Extract<Mark, { kind: 'text' }>;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where a name may stand, from its dot: the first place where it lies over nothing is taken. */
const places = [
  { dx: 11, dy: 4, anchor: 'start' },
  { dx: -11, dy: 18, anchor: 'end' },
  { dx: 11, dy: 18, anchor: 'start' },
  { dx: -11, dy: -8, anchor: 'end' },
  { dx: 11, dy: 32, anchor: 'start' },
  { dx: -11, dy: 32, anchor: 'end' },
] as const;

/** Plans without a place go without a name: their colour is told elsewhere. */
function namesOf(plans: readonly PlanPoint[], chart: SparsityChart, look: Look): Mark[] {
  const taken = chart.scene.marks.flatMap((mark) => (mark.kind === 'text' ? [boxOf(mark)] : []));
  taken.push(...plans.map(({ weights, share }) => around(chart.x(weights), chart.y(share), 7)));
  return plans.flatMap(({ label, weights, share }) => {
    const texts = places.map(({ dx, dy, anchor }): Text => ({
      kind: 'text',
      x: chart.x(weights) + dx,
      y: chart.y(share) + dy,
      anchor,
      text: shortened(label, 24),
      fill: look.ink,
      size: LABEL_SIZE,
      weight: 600,
      halo: look.surface,
    }));
    const free = texts.find((text) => {
      const box = boxOf(text);
      return isInside(box, chart.plot) && !taken.some((other) => areOver(box, other));
    });
    if (free === undefined) return [];
    taken.push(boxOf(free));
    return [free];
  });
}

/** About what a text covers: letters are 0.62 as wide as high. */
function boxOf({ x, y, text, size, anchor = 'start' }: Text): Box {
  const width = 0.62 * size * text.length;
  const left = x - { start: 0, middle: width / 2, end: width }[anchor];
  return { left, right: left + width, top: y - size, bottom: y + 4 };
}

function around(x: number, y: number, radius: number): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function isInside(box: Box, plot: Box): boolean {
  return box.left >= plot.left && box.right <= plot.right && box.top >= plot.top && box.bottom <= plot.bottom;
}

function areOver(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function sentenceOf({ plans, curve, quantity, label }: PlanCurveSpec): string {
  const said = plans.map((plan) => {
    const best = shareAt(curve, plan.weights * curve.finite, quantity);
    return `${plan.label} keeps ${formatPercent(plan.weights)} of the weights and ${formatPercent(plan.share)} of the ${quantity}; the largest as many hold ${formatPercent(best)}`;
  });
  return `Plans on the sparsity curve of ${label.toLowerCase()}. ${said.join('. ')}.`;
}
