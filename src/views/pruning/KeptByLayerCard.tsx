import { useCallback } from 'react';
import type { Look } from '../../charts/scene.ts';
import { drawLayerLines } from '../../charts/usage/layer-lines.ts';
import { Explain } from '../../ui/Explain.tsx';
import { ChartCard, type ChartSize } from '../usage/ChartCard.tsx';
import type { PlanResultProps } from './KeptMatrixCard.tsx';

/** Shares kept, layer by layer. */
export function KeptByLayerCard({ basis, costs }: PlanResultProps) {
  const { layers } = costs.kept;
  const { rowLabels } = basis.grid;
  const draw = useCallback(
    (size: ChartSize, look: Look) =>
      drawLayerLines(
        {
          ...size,
          name: 'Kept',
          axis: 'Kept, %',
          layerLabels: rowLabels,
          series: (['weights', 'mass', 'energy'] as const).map((share, i) => ({
            label: `${share} %`,
            color: look.series[i]!,
            values: layers.map((layer) => 100 * layer[share].value),
          })),
          shown: null,
        },
        look,
      ).scene,
    [layers, rowLabels],
  );
  return (
    <ChartCard
      title="Kept by layer"
      subtitle="Shares of each layer’s own weights, mass and energy"
      explain={
        <Explain title="Kept by layer">
          A threshold that all layers share takes more from some than from others; the layer that is left with
          least is where a model is most likely to break.
        </Explain>
      }
      fileName="kept-by-layer"
      height={260}
      draw={draw}
      table={() => ({
        columns: ['layer', 'weights_kept', 'mass_kept', 'energy_kept'],
        rows: layers.map(({ weights, mass, energy }, row) => [
          rowLabels[row]!,
          weights.value,
          mass.value,
          energy.value,
        ]),
      })}
    />
  );
}
