import { useCallback, useMemo } from 'react';
import { drawLoadStrip, type LoadPoint } from '../../charts/load-strip.ts';
import { loadTable } from '../../charts/run-tables.ts';
import type { Look } from '../../charts/scene.ts';
import { formatCount } from '../../core/quantity.ts';
import { rowOf } from '../../core/routing/matrix.ts';
import type { LayerReading, StepReading } from '../../core/trace/reading.ts';
import { pluralOf } from '../../core/plural.ts';
import { useThemeName } from '../../ui/theme.ts';
import { LoadKey } from '../LoadKey.tsx';
import { ChartCard, type ChartSize } from './ChartCard.tsx';
import type { UsageProps } from './usage.ts';
import { UsageExplain } from './UsageExplain.tsx';

/** Load step by step, where the trace has steps. */
export function TimeCard({ usage }: UsageProps) {
  const { layer, layerName, stepName } = usage;
  const theme = useThemeName();
  const points = useMemo(() => pointsOf(layer.steps), [layer.steps]);
  const draw = useCallback(
    ({ width }: ChartSize, look: Look) => {
      const lastStep = points.at(-1)?.step ?? 0;
      const { experts } = layer;
      return drawLoadStrip({ width, experts, points, lastStep, step: null, theme, stepName }, look).scene;
    },
    [layer, points, theme, stepName],
  );
  if (layer.steps === null || points.length < 2) return null;
  return (
    <ChartCard
      title="Load over time"
      subtitle={`Of ${layerName}, ${rowsText(layer.steps, stepName)}`}
      explain={<UsageExplain of="time" />}
      fileName={`load-over-time-layer-${layer.layer}`}
      height={0}
      draw={draw}
      table={() => loadTable(points, layer.experts)}
    >
      <LoadKey experts={layer.experts} />
    </ChartCard>
  );
}

function rowsText({ ids, stepsPerRow }: StepReading, stepName: string): string {
  return stepsPerRow === 1
    ? `${formatCount(ids.length)} ${pluralOf(stepName)}`
    : `${formatCount(ids.length)} groups of up to ${formatCount(stepsPerRow)} ${pluralOf(stepName)}, each at its first`;
}

function pointsOf(steps: LayerReading['steps']): readonly LoadPoint[] {
  if (steps === null) return [];
  return Array.from(steps.ids, (step, row) => ({ step, load: Array.from(rowOf(steps.choices, row)) }));
}
