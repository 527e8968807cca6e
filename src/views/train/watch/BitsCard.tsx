import { useMemo, useState } from 'react';
import { measureLine } from '../../../charts/run-lines.ts';
import { runMeasures, type RunMeasureId } from '../../../core/run-measures.ts';
import { liveLook } from '../../../ui/look/chart-look.ts';
import { Select } from '../../../ui/Select.tsx';
import type { WatchedProps } from './LearningCards.tsx';
import { LineCard } from './LineCard.tsx';
import { linesOf } from './lines-of.ts';
import { RunMeasureExplain } from './RunMeasureExplain.tsx';
import type { Watched } from './use-watched.ts';

const inBits = [
  'gateEntropy',
  'usageEntropy',
  'information',
  'informationPredicted',
] as const satisfies readonly RunMeasureId[];
type Shown = 'all' | (typeof inBits)[number];

/** How sure the gate is, how evenly it uses its experts, and what they tell of the class: one scale for all. */
export function BitsCard({ watched }: WatchedProps) {
  const [shown, setShown] = useState<Shown>('all');
  const { experts, lastStep } = watched;
  const series = useMemo(
    () => (shown === 'all' ? allLines(watched) : linesOf(watched, runMeasures[shown])),
    [watched, shown],
  );
  const spec = useMemo(
    () => ({
      name: shown === 'all' ? 'Entropy and information' : runMeasures[shown].name,
      unit: 'bits' as const,
      yAxis: 'linear' as const,
      series,
      levels: experts > 1 ? [{ label: `log₂ ${experts} experts`, value: Math.log2(experts) }] : [],
      lastStep,
      yRange: [0, null] as const,
    }),
    [series, shown, experts, lastStep],
  );
  return (
    <LineCard
      title="Entropy and information"
      subtitle="Low H_s beside high H_u divides work well"
      explain={<RunMeasureExplain of={shown === 'all' ? 'usageEntropy' : shown} />}
      fileName="entropy"
      spec={spec}
      controls={
        <Select
          label="Measure in bits"
          isLabelHidden
          size="small"
          value={shown}
          onChange={setShown}
          options={[
            { value: 'all', label: 'All four' },
            ...inBits.map((id) => ({ value: id, label: runMeasures[id].shortName })),
          ]}
        />
      }
    />
  );
}

/** Of the selected run alone: four colours are taken. */
function allLines({ history }: Watched) {
  return inBits.map((id, i) =>
    measureLine(history, runMeasures[id], {
      label: runMeasures[id].shortName,
      color: liveLook.series[i]!,
      dash: id === 'informationPredicted' ? '6 3' : undefined,
    }),
  );
}
