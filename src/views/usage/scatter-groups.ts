/** Points of the scatter that are picked out, in colours. */
import type { Look } from '../../charts/scene.ts';
import type { ScatterGroup } from '../../charts/usage/usage-scatter.ts';
import type { TraceSelection } from '../../core/trace/selection.ts';
import type { JoinedExperts } from '../../core/usage/join-weights.ts';
import { layerColor } from './usage.ts';

/** Beyond so many layers a legend would be longer than the chart. */
const MOST_LAYERS = 6;

/** Picked layers, each in a colour, and over them the experts picked by themselves. */
export function scatterGroups(
  { layers, experts }: JoinedExperts,
  selection: TraceSelection,
  look: Pick<Look, 'series'>,
): readonly ScatterGroup[] {
  const pointsOfLayer = new Map<number, number[]>(
    selection.layers.slice(0, MOST_LAYERS).map((layer) => [layer, []]),
  );
  const picked = new Set(selection.experts.map(({ layer, expert }) => `${layer} ${expert}`));
  const alone: number[] = [];
  layers.forEach((layer, i) => {
    if (picked.size > 0 && picked.has(`${layer} ${experts[i]!}`)) alone.push(i);
    else pointsOfLayer.get(layer)?.push(i);
  });
  const ofLayers = Array.from(pointsOfLayer, ([layer, points], i) => ({
    label: `Layer ${layer}`,
    color: layerColor(i, look),
    points,
  }));
  return [
    ...ofLayers,
    ...(alone.length === 0 ? [] : [{ label: 'Selected', color: look.series[1]!, points: alone }]),
  ].filter(({ points }) => points.length > 0);
}
