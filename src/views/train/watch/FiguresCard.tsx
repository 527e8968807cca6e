import { formatLineValue } from '../../../charts/line-chart.ts';
import { formatCount, formatPercent } from '../../../core/quantity.ts';
import type { EvaluationPoint } from '../../../core/run-history.ts';
import { runMeasures, type RunMeasureId } from '../../../core/run-measures.ts';
import { Card } from '../../../ui/Card.tsx';
import { Stat, StatList } from '../../../ui/Stat.tsx';
import type { WatchedProps } from './LearningCards.tsx';
import { RunMeasureExplain } from './RunMeasureExplain.tsx';

const shown = [
  'accuracy',
  'gateEntropy',
  'usageEntropy',
  'information',
  'informationPredicted',
  'idle',
  'imbalance',
  'dropped',
  'expertsPerSample',
] as const satisfies readonly RunMeasureId[];

export interface FiguresCardProps extends WatchedProps {
  /** Of the whole test split, once the run is done. */
  readonly test: EvaluationPoint | null;
}

/** Every measure at the scrubber's step, on validation data. */
export function FiguresCard({ watched, test }: FiguresCardProps) {
  const { evaluation } = watched.moment;
  if (evaluation === null) return null;
  return (
    <Card
      title={`Step ${formatCount(evaluation.step)}, epoch ${evaluation.epoch.toFixed(1)}`}
      subtitle={`On ${formatCount(evaluation.samples)} validation samples, which are never trained on`}
    >
      <StatList>
        {test !== null && (
          <Stat
            label="Test accuracy"
            value={formatPercent(test.accuracy, 2)}
            note={`${formatCount(test.samples)} samples, when done`}
          />
        )}
        {shown.map((id) => (
          <MeasureStat key={id} id={id} look={evaluation} experts={watched.experts} />
        ))}
      </StatList>
    </Card>
  );
}

interface MeasureStatProps {
  readonly id: (typeof shown)[number];
  readonly look: EvaluationPoint;
  readonly experts: number;
}

function MeasureStat({ id, look, experts }: MeasureStatProps) {
  const { name, shortName, unit, ofLook } = runMeasures[id];
  const value = ofLook(look);
  const [figure, unitWord] = formatLineValue(value, unit).split(' ');
  return (
    <Stat
      label={unit === 'bits' ? shortName : name}
      value={figure!}
      unit={unitWord}
      note={noteOf(id, experts)}
      explain={<RunMeasureExplain of={id} />}
    />
  );
}

/** What to hold the figure against. */
function noteOf(id: MeasureStatProps['id'], experts: number): string | undefined {
  switch (id) {
    case 'gateEntropy':
    case 'usageEntropy':
      return `of ${Math.log2(experts).toFixed(2)}`;
    case 'idle':
      return `of ${experts} experts`;
    case 'imbalance':
      return '1 is even';
    default:
      return undefined;
  }
}
