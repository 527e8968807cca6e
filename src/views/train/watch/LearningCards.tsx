import { useMemo, useState } from 'react';
import { runMeasures } from '../../../core/run-measures.ts';
import { SegmentedControl } from '../../../ui/SegmentedControl.tsx';
import { LineCard } from './LineCard.tsx';
import { linesOf } from './lines-of.ts';
import { RunMeasureExplain } from './RunMeasureExplain.tsx';
import type { Watched } from './use-watched.ts';

export interface WatchedProps {
  readonly watched: Watched;
}

export function LossCard({ watched }: WatchedProps) {
  const [yAxis, setAxis] = useState<'linear' | 'log'>('linear');
  const { name, history, compared, lastStep } = watched;
  const spec = useMemo(
    () => ({
      name: 'Loss',
      unit: 'number' as const,
      yAxis,
      series: linesOf({ name, history, compared }, runMeasures.loss),
      levels: [],
      lastStep,
      yRange: [0, null] as const,
    }),
    [name, history, compared, lastStep, yAxis],
  );
  return (
    <LineCard
      title="Loss"
      subtitle="Surprise at the true class, in nats"
      explain={<RunMeasureExplain of="loss" />}
      fileName="loss"
      spec={spec}
      controls={
        <SegmentedControl
          label="Scale of the loss"
          isLabelHidden
          size="small"
          value={yAxis}
          onChange={setAxis}
          segments={[
            { value: 'linear', label: 'Linear' },
            { value: 'log', label: 'Log' },
          ]}
        />
      }
    />
  );
}

export interface AccuracyCardProps extends WatchedProps {
  /** What a paper reports of this recipe; null if it is no row of a table. */
  readonly published: number | null;
}

export function AccuracyCard({ watched, published }: AccuracyCardProps) {
  const { name, history, compared, lastStep } = watched;
  const spec = useMemo(
    () => ({
      name: 'Accuracy',
      unit: 'percent' as const,
      yAxis: 'linear' as const,
      series: linesOf({ name, history, compared }, runMeasures.accuracy),
      levels: published === null ? [] : [{ label: 'published', value: published }],
      lastStep,
      yRange: [null, 1] as const,
    }),
    [name, history, compared, lastStep, published],
  );
  return (
    <LineCard
      title="Accuracy"
      subtitle="Share of samples predicted right"
      explain={<RunMeasureExplain of="accuracy" />}
      fileName="accuracy"
      spec={spec}
    />
  );
}
