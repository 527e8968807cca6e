import { useCallback } from 'react';
import type { Look } from '../../charts/scene.ts';
import { drawLorenzCurve } from '../../charts/usage/lorenz-curve.ts';
import { lorenzCurve } from '../../core/routing/statistics/load.ts';
import { ChartCard, type ChartSize } from './ChartCard.tsx';
import { layerColor, pickedLayers, type UsageProps } from './usage.ts';
import { UsageExplain } from './UsageExplain.tsx';

/** How unevenly choices fall, in one line a layer. */
export function LorenzCard({ usage }: UsageProps) {
  const { reading, layer, selection } = usage;
  const { layers: picked } = selection;
  const draw = useCallback(
    (size: ChartSize, look: Look) => {
      const series = pickedLayers({ reading, layer }, picked).map((one, i) => ({
        label: `Layer ${one.layer}`,
        color: layerColor(i, look),
        load: one.counts.choices,
      }));
      const { experts, topK } = layer;
      return drawLorenzCurve({ ...size, series, worst: topK === null ? null : { experts, topK } }, look);
    },
    [reading, layer, picked],
  );
  return (
    <ChartCard
      title="Lorenz curve"
      subtitle="Dashed: all alike; dotted: the worst that top-k allows"
      explain={<UsageExplain of="lorenz" />}
      fileName={`lorenz-layer-${layer.layer}`}
      height={300}
      draw={draw}
      table={() => ({
        columns: ['layer', 'share_of_experts', 'share_of_choices'],
        rows: pickedLayers(usage, picked).flatMap((one) =>
          Array.from(lorenzCurve(one.counts.choices), (share, r) => [one.layer, r / one.experts, share]),
        ),
      })}
    />
  );
}
