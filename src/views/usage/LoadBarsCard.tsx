import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { drawLoadBars, type LoadBarsSpec } from '../../charts/usage/load-bars.ts';
import type { Look } from '../../charts/scene.ts';
import { columnOf } from '../../core/routing/matrix.ts';
import { toggleExpert } from '../../core/trace/selection.ts';
import { formatCount } from '../../core/quantity.ts';
import { FEWEST_DOCUMENTS, sharesOf, type LoadIntervals } from '../../core/usage/load-intervals.ts';
import { pluralOf } from '../../core/plural.ts';
import { intervalsQuery } from '../../state/usage.ts';
import { useView } from '../../state/view.ts';
import { liveLook } from '../../ui/look/chart-look.ts';
import { ChartCard, type ChartSize } from './ChartCard.tsx';
import { OrderControl } from './OrderControl.tsx';
import { expertOrder } from './expert-order.ts';
import { changeSelection, classNamesOf, pickedExperts, type Usage, type UsageProps } from './usage.ts';
import { UsageExplain } from './UsageExplain.tsx';

/** The experts of the shown layer, how much each gets, and how sure that is. */
export function LoadBarsCard({ usage }: UsageProps) {
  const { reading, layer, layerName, documentName, selection } = usage;
  const order = useView((view) => view.usageOrder);
  const { data: intervals = null } = useQuery(intervalsQuery(reading, layer));
  const spec = useMemo(
    (): Omit<LoadBarsSpec, 'width' | 'height'> => ({
      layerName,
      shares: sharesOf(layer.counts.choices),
      intervals,
      documentName,
      order: expertOrder(layer.counts.choices, order),
      selected: pickedExperts(selection, layer.layer),
      ofClass: classSharesOf(usage),
    }),
    [usage, layer, layerName, documentName, selection, order, intervals],
  );
  const draw = useCallback(
    (size: ChartSize, look: Look) => drawLoadBars({ ...spec, ...size }, look).scene,
    [spec],
  );
  const toggle = (x: number, size: ChartSize) => {
    const expert = drawLoadBars({ ...spec, ...size }, liveLook).expertAt(x);
    if (expert !== null) {
      changeSelection((now) => toggleExpert(now, { layer: layer.layer, expert }), usage);
    }
  };
  return (
    <ChartCard
      title="Load of the layer"
      subtitle={subtitleOf(usage, intervals)}
      explain={<UsageExplain of="load" />}
      controls={<OrderControl />}
      fileName={`load-layer-${layer.layer}`}
      height={280}
      draw={draw}
      table={() => tableOf(spec, layer.counts.choices)}
      onPress={toggle}
    />
  );
}

function subtitleOf({ layerName, layer, documentName }: Usage, intervals: LoadIntervals | null): string {
  const tokens = layer.tokens === null ? '' : `, ${formatCount(layer.tokens)} tokens`;
  const name = `${layerName.charAt(0).toUpperCase()}${layerName.slice(1)}${tokens}`;
  if (intervals === null) {
    const units = layer.documents?.rows ?? 0;
    return units > 0 && units < FEWEST_DOCUMENTS
      ? `${name}; too few ${pluralOf(documentName)} (${units}) to say how sure shares are`
      : `${name}; press a bar to pick its expert`;
  }
  return intervals.kind === 'documents'
    ? `${name}; 95 % intervals over ${formatCount(intervals.units)} ${pluralOf(documentName)}`
    : `${name}; 95 % intervals as if tokens were independent`;
}

/** Choices of the picked class alone. */
function classSharesOf(usage: Usage): LoadBarsSpec['ofClass'] {
  const { layer, selection } = usage;
  const { classes } = layer;
  if (classes === null || selection.label === null || selection.label >= classes.tokens.length) return null;
  return {
    name: classNamesOf(usage, classes.tokens.length)[selection.label]!,
    shares: sharesOf(columnOf(classes.choices, selection.label)),
  };
}

function tableOf({ shares, intervals }: Omit<LoadBarsSpec, 'width' | 'height'>, choices: Float64Array) {
  return {
    columns: ['expert', 'choices', 'share', 'low', 'high'],
    rows: Array.from(shares, (share, expert) => [
      expert,
      choices[expert]!,
      share,
      intervals?.low[expert] ?? NaN,
      intervals?.high[expert] ?? NaN,
    ]),
  };
}
