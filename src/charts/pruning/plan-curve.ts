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
  // the plan that is edited lies in front
  const order = [...plans.keys()].sort((a, b) => Number(a === shown) - Number(b === shown));
  const marks = [...chart.scene.marks, ...order.flatMap((i) => pointMarks(plans[i]!, chart, look))];
  return { ...chart.scene, marks, sentence: sentenceOf(spec) };
}

function pointMarks({ label, color, weights, share }: PlanPoint, chart: SparsityChart, look: Look): Mark[] {
  const [x, y] = [chart.x(weights), chart.y(share)];
  const isRight = x > (chart.plot.left + chart.plot.right) / 2;
  return [
    { kind: 'circle', x, y, radius: 6, fill: color, stroke: look.surface, width: 2 },
    {
      kind: 'text',
      x: x + (isRight ? -11 : 11),
      y: y + (isRight ? 16 : 4),
      anchor: isRight ? 'end' : 'start',
      text: shortened(label, 24),
      fill: look.ink,
      size: LABEL_SIZE,
      weight: 600,
      halo: look.surface,
    },
  ];
}

function sentenceOf({ plans, curve, quantity, label }: PlanCurveSpec): string {
  const said = plans.map((plan) => {
    const best = shareAt(curve, plan.weights * curve.finite, quantity);
    return `${plan.label} keeps ${formatPercent(plan.weights)} of the weights and ${formatPercent(plan.share)} of the ${quantity}; the largest as many hold ${formatPercent(best)}`;
  });
  return `Plans on the sparsity curve of ${label.toLowerCase()}. ${said.join('. ')}.`;
}
