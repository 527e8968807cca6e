/** The charts of a plan's report: where it ends on the curve, what layers keep, and the load of the one that changes most. */
import { drawLoadShift } from '../charts/pruning/load-shift.ts';
import { drawPlanCurve } from '../charts/pruning/plan-curve.ts';
import { drawLayerLines } from '../charts/usage/layer-lines.ts';
import type { PlanBasis } from '../core/pruning/plan-basis.ts';
import type { LayerRouting, PlanCosts } from '../core/pruning/plan-costs.ts';
import { sketchAt } from '../core/sketch/columns.ts';
import { curveOf } from '../core/sketch/curve.ts';
import { mergeSketches } from '../core/sketch/sketch.ts';
import type { Block } from './document.ts';
import { reportLook } from './report-look.ts';

const WIDTH = 800;

interface NamedCosts {
  readonly name: string;
  readonly costs: PlanCosts;
}

export function planCharts(basis: PlanBasis, named: NamedCosts): readonly Block[] {
  const { layers } = named.costs.kept;
  return [
    curveChart(basis, named),
    ...(layers.length > 1 ? [layersChart(basis, named)] : []),
    ...loadChart(basis, named),
  ];
}

function curveChart({ input, grid }: PlanBasis, { name, costs: { kept } }: NamedCosts): Block {
  const { summary } = input;
  const sketch = mergeSketches(Array.from(grid.parts, (part) => sketchAt(summary.parts, part)));
  const scene = drawPlanCurve(
    {
      width: WIDTH,
      height: 360,
      label: grid.kind === 'experts' ? 'All experts' : 'All layers',
      curve: curveOf(sketch),
      isEstimate: summary.kind === 'sample',
      quantity: 'mass',
      plans: [
        { label: name, color: reportLook.series[0]!, weights: kept.weights.value, share: kept.mass.value },
      ],
      shown: 0,
    },
    reportLook,
  );
  return { kind: 'chart', title: 'On the sparsity curve', scene };
}

function layersChart({ grid }: PlanBasis, { costs: { kept } }: NamedCosts): Block {
  const { scene } = drawLayerLines(
    {
      width: WIDTH,
      height: 280,
      name: 'Kept',
      axis: 'Kept, %',
      layerLabels: grid.rowLabels,
      series: (['weights', 'mass', 'energy'] as const).map((share, i) => ({
        label: `${share} %`,
        color: reportLook.series[i]!,
        values: kept.layers.map((layer) => 100 * layer[share].value),
      })),
      shown: null,
    },
    reportLook,
  );
  return { kind: 'chart', title: 'Kept by layer', scene };
}

/** Nothing without a trace. */
function loadChart({ grid }: PlanBasis, { costs: { routing, keepLists } }: NamedCosts): readonly Block[] {
  const layer = routing?.layers.reduce<LayerRouting | null>(
    (least, each) => (least === null || each.routed < least.routed ? each : least),
    null,
  );
  if (layer === null || layer === undefined) return [];
  const { before, after } = layer;
  const kept = keepLists.get(layer.layer);
  const scene = drawLoadShift(
    {
      width: WIDTH,
      height: 280,
      layerName: `layer ${grid.rowLabels[grid.layers.indexOf(layer.layer)] ?? layer.layer}`,
      before,
      after,
      stays: Array.from(before, (_, expert) => kept === undefined || kept.includes(expert)),
    },
    reportLook,
  );
  return [{ kind: 'chart', title: 'Load of the layer that loses most choices', scene }];
}
