import { useCallback, useMemo, useState } from 'react';
import type { Look } from '../../charts/scene.ts';
import { drawLayerLines } from '../../charts/usage/layer-lines.ts';
import type { TraceReading } from '../../core/trace/reading.ts';
import { loadMeasures, measuredLoads, type LoadMeasureId } from '../../core/usage/load-measures.ts';
import { liveLook } from '../../ui/look/chart-look.ts';
import { Select } from '../../ui/Select.tsx';
import { ChartCard, type ChartSize } from './ChartCard.tsx';
import { LoadMeasureExplain } from './LoadFiguresCard.tsx';
import { changeSelection, type UsageProps } from './usage.ts';

/** One figure of the load, layer by layer, between its limits. */
export function LoadByLayerCard({ usage }: UsageProps) {
  const [id, setId] = useState<LoadMeasureId>('entropy');
  const measure = loadMeasures.find((known) => known.id === id)!;
  const { reading, layer } = usage;
  const figures = useMemo(() => figuresOf(reading.layers, id), [reading, id]);
  const lines = useMemo(
    () => ({ figures, name: measure.name, shown: reading.layers.indexOf(layer) }),
    [figures, measure, reading, layer],
  );
  const draw = useCallback((size: ChartSize, look: Look) => linesOf(lines, size, look).scene, [lines]);
  if (reading.layers.length < 2) return null;
  const show = (x: number, size: ChartSize) => {
    const place = linesOf(lines, size, liveLook).layerAt(x);
    const layers = [reading.layers[place]!.layer];
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
        rows: figures.map((figure) => [figure.layer, figure.value, figure.even, figure.worst]),
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

function figuresOf(layers: TraceReading['layers'], id: LoadMeasureId): readonly LayerFigure[] {
  return layers.map(({ layer, counts, topK }) => {
    const { value, even, worst } = measuredLoads(counts.choices, topK).find(
      ({ measure }) => measure.id === id,
    )!;
    return { layer, value, even, worst: worst ?? NaN };
  });
}

function linesOf(
  { figures, name, shown }: { figures: readonly LayerFigure[]; name: string; shown: number },
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
      shown,
    },
    look,
  );
}
