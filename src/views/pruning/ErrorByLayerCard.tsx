import { useCallback } from 'react';
import type { Look } from '../../charts/scene.ts';
import { drawLayerLines } from '../../charts/usage/layer-lines.ts';
import { decibelsOf } from '../../core/pruning/approximation/error-costs.ts';
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import type { ErrorCosts } from '../../core/pruning/plan-costs.ts';
import { Explain } from '../../ui/Explain.tsx';
import { ChartCard, type ChartSize } from '../usage/ChartCard.tsx';

export interface ErrorByLayerCardProps {
  readonly basis: PlanBasis;
  readonly error: ErrorCosts;
}

/** How far experts are from what they were, layer by layer. */
export function ErrorByLayerCard({ basis, error }: ErrorByLayerCardProps) {
  const { rowLabels, layers } = basis.grid;
  const draw = useCallback(
    (size: ChartSize, look: Look) => {
      const byLayer = new Map(error.layers.map((own) => [own.layer, own.lost]));
      const decibels = (bound: 'value' | 'low' | 'high') =>
        layers.map((layer) => {
          const lost = byLayer.get(layer);
          return lost === undefined ? NaN : finite(decibelsOf(lost[bound]), decibelsOf(lost.value));
        });
      const isBounded = error.layers.some(({ lost }) => lost.high > lost.low);
      return drawLayerLines(
        {
          ...size,
          name: 'SQNR',
          axis: 'SQNR, dB',
          layerLabels: rowLabels,
          series: [
            {
              label: isBounded ? 'experts, with the bound' : 'experts',
              color: look.series[0]!,
              values: decibels('value'),
              band: isBounded ? { low: decibels('high'), high: decibels('low') } : undefined,
            },
          ],
          shown: null,
        },
        look,
      ).scene;
    },
    [error, layers, rowLabels],
  );
  return (
    <ChartCard
      title="Error by layer"
      subtitle="Signal to error of each layer’s experts; higher is closer"
      explain={
        <Explain title="Error by layer">
          Layers whose experts have outliers lose most, as the largest weight of each scale makes the steps.
          Small groups even that out.
        </Explain>
      }
      fileName="error-by-layer"
      height={260}
      draw={draw}
      table={() => ({
        columns: ['layer', 'sqnr_db', 'lost', 'lost_low', 'lost_high', 'certainty'],
        rows: error.layers.map(({ layer, lost }) => [
          rowLabels[layers.indexOf(layer)]!,
          decibelsOf(lost.value),
          lost.value,
          lost.low,
          lost.high,
          lost.certainty,
        ]),
      })}
    />
  );
}

/** No line leads to where nothing is lost. */
function finite(decibels: number, otherwise: number): number {
  if (Number.isFinite(decibels)) return decibels;
  return Number.isFinite(otherwise) ? otherwise : NaN;
}
