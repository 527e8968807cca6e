import { useMemo, useState } from 'react';
import { runMeasures, type RunMeasureId } from '../../../core/run-measures.ts';
import { Select } from '../../../ui/Select.tsx';
import type { WatchedProps } from './LearningCards.tsx';
import { LineCard } from './LineCard.tsx';
import { linesOf } from './lines-of.ts';
import { RunMeasureExplain } from './RunMeasureExplain.tsx';

const ofTraffic = [
  'imbalance',
  'idle',
  'dropped',
  'expertsPerSample',
] as const satisfies readonly RunMeasureId[];

/** Where choices go wrong: too much on one expert, none on others, more than there is room for. */
export function TrafficCard({ watched }: WatchedProps) {
  const [shown, setShown] = useState<(typeof ofTraffic)[number]>('imbalance');
  const measure = runMeasures[shown];
  const { experts, lastStep } = watched;
  const series = useMemo(() => linesOf(watched, measure), [watched, measure]);
  const spec = useMemo(
    () => ({
      name: measure.name,
      unit: measure.unit,
      yAxis: 'linear' as const,
      series,
      levels: shown === 'imbalance' ? [{ label: 'even', value: 1 }] : [],
      lastStep,
      yRange: [
        0,
        shown === 'imbalance' || shown === 'idle' ? Math.min(4, experts) : shown === 'dropped' ? 0.05 : null,
      ] as const,
    }),
    [series, measure, shown, experts, lastStep],
  );
  return (
    <LineCard
      title={measure.name}
      subtitle={subtitles[shown]}
      explain={<RunMeasureExplain of={shown} />}
      fileName={measure.id}
      spec={spec}
      controls={
        <Select
          label="Measure of traffic"
          isLabelHidden
          size="small"
          value={shown}
          onChange={setShown}
          options={ofTraffic.map((id) => ({ value: id, label: runMeasures[id].shortName }))}
        />
      }
    />
  );
}

const subtitles: Readonly<Record<(typeof ofTraffic)[number], string>> = {
  imbalance: '1 is even, E is all on one expert',
  idle: 'With less than a tenth of an even share',
  dropped: 'Choices that found their expert full',
  expertsPerSample: 'How many experts work on a sample',
};
