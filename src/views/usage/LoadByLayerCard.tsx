import { useCallback, useMemo, useState } from 'react';
import type { Look } from '../../charts/scene.ts';
import { drawLayerLines } from '../../charts/usage/layer-lines.ts';
import { loadMeasures, measuredLoads, type LoadMeasureId } from '../../core/usage/load-measures.ts';
import { liveLook } from '../../ui/look/chart-look.ts';
import { Select } from '../../ui/Select.tsx';
import { ChartCard, type ChartSize } from './ChartCard.tsx';
import { LoadMeasureExplain } from './LoadFiguresCard.tsx';
import { changeSelection, type Usage, type UsageProps } from './usage.ts';

/** One figure of the load, layer by layer, between its limits. */
export function LoadByLayerCard({ usage }: UsageProps) {
  const [id, setId] = useState<LoadMeasureId>('entropy');
  const measure = loadMeasures.find((known) => known.id === id)!;
  const figures = useMemo(() => figuresOf(usage, id), [usage, id]);
  const draw = useCallback(
    (size: ChartSize, look: Look) => linesOf({ figures, usage, name: measure.name }, size, look).scene,
    [figures, usage, measure],
  );
  if (usage.reading.layers.length < 2) return null;
  const show = (x: number, size: ChartSize) => {
    const place = linesOf({ figures, usage, name: measure.name }, size, liveLook).layerAt(x);
    const layers = [usage.reading.layers[place]!.layer];
    changeSelection((now) => ({ ...now, layers, experts: [] }), usage);
  };
  return (
    <ChartCard
      title="Load by layer"
      subtitle="Dashed: all alike, and the worst that top-k allows"
      explain={<LoadMeasureExplain measure={measure} />}
      controls={
        <Select
          label="Figure of the load"
          isLabelHidden
          size="small"
          value={id}
          onChange={setId}
          options={loadMeasures.map(({ id: value, name }) => ({ value, label: name }))}
        />
      }
      fileName={`load-by-layer-${id}`}
      height={260}
      draw={draw}
      onPress={show}
      table={() => ({
        columns: ['layer', id, 'all_alike', 'worst'],
        rows: figures.map(({ layer, value, even, worst }) => [layer, value, even, worst]),
      })}
    />
  );
}

interface LayerFigure {
  readonly layer: number;
  readonly value: number;
  readonly even: number;
  readonly worst: number;
}

function figuresOf({ reading }: Usage, id: LoadMeasureId): readonly LayerFigure[] {
  return reading.layers.map(({ layer, counts, topK }) => {
    const { value, even, worst } = measuredLoads(counts.choices, topK).find(
      ({ measure }) => measure.id === id,
    )!;
    return { layer, value, even, worst: worst ?? NaN };
  });
}

function linesOf(
  { figures, usage, name }: { figures: readonly LayerFigure[]; usage: Usage; name: string },
  size: ChartSize,
  look: Look,
) {
  const limit = (label: string, key: 'even' | 'worst') => ({
    label,
    color: look.inkFaint,
    values: figures.map((figure) => figure[key]),
    isLimit: true,
  });
  const hasWorst = figures.some(({ worst }) => !Number.isNaN(worst));
  return drawLayerLines(
    {
      ...size,
      name,
      axis: name,
      layerLabels: figures.map(({ layer }) => String(layer)),
      series: [
        limit('all alike', 'even'),
        ...(hasWorst ? [limit('worst', 'worst')] : []),
        { label: name, color: look.series[0]!, values: figures.map(({ value }) => value) },
      ],
      shown: usage.reading.layers.indexOf(usage.layer),
    },
    look,
  );
}
