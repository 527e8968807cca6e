import { useCallback, useMemo, useState } from 'react';
import type { Look } from '../../charts/scene.ts';
import { drawDistribution } from '../../charts/usage/distribution.ts';
import { drawLayerLines, type LayerSeries } from '../../charts/usage/layer-lines.ts';
import { usageEntropyBits } from '../../core/routing/statistics/gate-sums.ts';
import { histogramMean, histogramQuantile, type Histogram } from '../../core/routing/statistics/histogram.ts';
import type { LayerReading } from '../../core/trace/reading.ts';
import { normalisations, type Normalisation } from '../../core/trace/trace-sink.ts';
import { normalisationWords } from '../../core/usage/usage-words.ts';
import { liveLook } from '../../ui/look/chart-look.ts';
import { changeView, useView } from '../../state/view.ts';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Select } from '../../ui/Select.tsx';
import { ChartCard, type ChartSize } from './ChartCard.tsx';
import styles from './GateCards.module.css';
import { changeSelection, type Usage, type UsageProps } from './usage.ts';
import { UsageExplain } from './UsageExplain.tsx';

/** How sure the gate is: over all experts, and among those chosen, each on a scale of its own. */
export function GateCards({ usage }: UsageProps) {
  const { gates, selected } = usage.layer;
  return (
    <>
      {usage.reading.layers.some((layer) => layer.gates !== null) && <GateByLayerCard usage={usage} />}
      {gates !== null && <DistributionCard usage={usage} of="gate" histograms={gates} />}
      {selected !== null && <DistributionCard usage={usage} of="selected" histograms={selected} />}
    </>
  );
}

// ---------------------------------------------------------------- by layer

function GateByLayerCard({ usage }: UsageProps) {
  const { reading, layer } = usage;
  const draw = useCallback(
    (size: ChartSize, look: Look) => byLayer({ reading, layer }, size, look).scene,
    [reading, layer],
  );
  const show = (x: number, size: ChartSize) => {
    const place = byLayer(usage, size, liveLook).layerAt(x);
    const layers = [reading.layers[place]!.layer];
    changeSelection((now) => ({ ...now, layers, experts: [] }), usage);
  };
  return (
    <ChartCard
      title="Gate entropy by layer"
      subtitle="Low H_s beside high H_u divides work well; the band holds eight tokens in ten"
      explain={<UsageExplain of="gate" />}
      fileName="gate-entropy-by-layer"
      height={260}
      draw={draw}
      onPress={show}
      table={() => ({
        columns: ['layer', 'H_s', 'H_s_10', 'H_s_90', 'H_u', 'log2_E'],
        rows: entropiesOf(reading.layers).map((one) => [
          one.layer,
          one.mean,
          one.low,
          one.high,
          one.usageBits,
          one.limit,
        ]),
      })}
    />
  );
}

function entropiesOf(layers: readonly LayerReading[]) {
  return layers.map(({ layer, gates, experts }) => ({
    layer,
    mean: gates === null ? NaN : histogramMean(gates.entropy),
    low: gates === null ? NaN : histogramQuantile(gates.entropy, 0.1),
    high: gates === null ? NaN : histogramQuantile(gates.entropy, 0.9),
    usageBits: gates === null ? NaN : usageEntropyBits(gates),
    limit: Math.log2(experts),
  }));
}

function byLayer({ reading, layer }: Pick<Usage, 'reading' | 'layer'>, size: ChartSize, look: Look) {
  const entropies = entropiesOf(reading.layers);
  const series: LayerSeries[] = [
    {
      label: 'log₂ E',
      color: look.inkFaint,
      values: entropies.map(({ limit }) => limit),
      isLimit: true,
    },
    {
      label: 'H_s, of a token',
      color: look.series[0]!,
      values: entropies.map(({ mean }) => mean),
      band: { low: entropies.map(({ low }) => low), high: entropies.map(({ high }) => high) },
    },
    {
      label: 'H_u, of all tokens',
      color: look.series[1]!,
      values: entropies.map(({ usageBits }) => usageBits),
    },
  ];
  return drawLayerLines(
    {
      ...size,
      name: 'Gate entropy',
      axis: 'Bits',
      layerLabels: reading.layers.map((one) => String(one.layer)),
      series,
      shown: reading.layers.indexOf(layer),
    },
    look,
  );
}

// ---------------------------------------------------------------- of one layer

type Quantity = 'entropy' | 'highest' | 'margin';

interface DistributionCardProps extends UsageProps {
  readonly of: 'gate' | 'selected';
  readonly histograms: Readonly<Record<Quantity, Histogram>>;
}

function DistributionCard({ usage, of, histograms }: DistributionCardProps) {
  const [quantity, setQuantity] = useState<Quantity>('entropy');
  const { layer, layerName, reading } = usage;
  const histogram = histograms[quantity];
  const words = useMemo(
    () => wordsOf({ of, quantity, histogram, layerName }),
    [of, quantity, histogram, layerName],
  );
  const draw = useCallback(
    (size: ChartSize, look: Look) =>
      drawDistribution({ ...size, ...words, histogram, color: look.series[of === 'gate' ? 0 : 2]! }, look),
    [words, histogram, of],
  );
  return (
    <ChartCard
      title={of === 'gate' ? 'Gate, all experts' : 'Gate, chosen experts'}
      subtitle={`Of tokens in ${layerName}, ${of === 'gate' ? 'over all probabilities' : 'weights made to sum to 1'}`}
      explain={
        <UsageExplain of={quantity === 'entropy' ? of : quantity}>
          {normalisationWords(reading.facts.normalisation)}
        </UsageExplain>
      }
      controls={
        <SegmentedControl
          label="Distribution of"
          isLabelHidden
          size="small"
          value={quantity}
          onChange={setQuantity}
          segments={[
            { value: 'entropy', label: 'Entropy' },
            { value: 'highest', label: 'Top 1' },
            { value: 'margin', label: 'Margin' },
          ]}
        />
      }
      fileName={`gate-${of}-${quantity}-layer-${layer.layer}`}
      height={220}
      draw={draw}
      table={() => ({
        columns: ['from', 'to', 'tokens'],
        rows: Array.from(histogram.bins, (tokens, bin) => [
          (bin / histogram.bins.length) * histogram.limit,
          ((bin + 1) / histogram.bins.length) * histogram.limit,
          tokens,
        ]),
      })}
    >
      <p className={styles.note}>{normalisationWords(reading.facts.normalisation)}</p>
      {of === 'gate' && <NormalisationField />}
    </ChartCard>
  );
}

const normalisationNames: Readonly<Record<Normalisation, string>> = {
  'softmax-then-top-k': 'Softmax, then top k',
  'top-k-then-softmax': 'Top k, then softmax',
  sigmoid: 'Sigmoid',
};

/** Few traces tell how scores become weights; a person may know. The trace is read again. */
function NormalisationField() {
  const normalisation = useView((view) => view.normalisation);
  return (
    <Select
      label="How scores become weights"
      size="small"
      value={normalisation ?? 'trace'}
      onChange={(id) => changeView({ normalisation: normalisations.find((known) => known === id) ?? null })}
      options={[
        { value: 'trace', label: 'As the trace says' },
        ...normalisations.map((id) => ({ value: id, label: normalisationNames[id] })),
      ]}
    />
  );
}

interface DistributionOf {
  readonly of: 'gate' | 'selected';
  readonly quantity: Quantity;
  readonly histogram: Histogram;
  readonly layerName: string;
}

function wordsOf({ of, quantity, histogram, layerName }: DistributionOf) {
  const whose = of === 'gate' ? 'all probabilities' : 'the chosen weights';
  switch (quantity) {
    case 'entropy':
      return {
        name: `Entropy of ${whose} of ${layerName}`,
        axis: `Entropy of ${whose}, bits`,
        // of the experts that there are, or that a token lists: some may be no choice, so that k is less on average
        limitName: `log₂ ${Math.round(2 ** histogram.limit)}`,
        unit: 'bits' as const,
      };
    case 'highest':
      return {
        name: `Largest of ${whose} of ${layerName}`,
        axis: `Largest of ${whose}`,
        limitName: null,
        unit: 'probability' as const,
      };
    case 'margin':
      return {
        name: `Margin of ${whose} of ${layerName}`,
        axis: `Largest less second of ${whose}`,
        limitName: null,
        unit: 'probability' as const,
      };
  }
}
