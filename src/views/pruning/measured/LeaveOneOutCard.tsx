import { useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useMemo, useState } from 'react';
import { encodeFault } from '../../../core/fault.ts';
import type { LeaveOneOut } from '../../../core/pruning/measured.ts';
import type { PlanBasis } from '../../../core/pruning/plan-basis.ts';
import { judgedCriteria } from '../../../core/pruning/judged-criteria.ts';
import { formatCount, formatPercent } from '../../../core/quantity.ts';
import { measuredScoresQuery, useScoringProgress } from '../../../state/measuring.ts';
import type { OpenSource } from '../../../state/session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Explain } from '../../../ui/Explain.tsx';
import { ProgressBar } from '../../../ui/ProgressBar.tsx';
import { FigureRow, FigureTable } from '../../FigureTable.tsx';
import { CriterionExplain } from '../ExpertsFields.tsx';
import { MeasuringFailed } from './MeasuredCard.tsx';
import styles from './MeasuredCard.module.css';
import { differenceText } from './measures.ts';

export interface LeaveOneOutCardProps {
  readonly source: OpenSource;
  readonly basis: PlanBasis;
}

/** The judge of criteria: what the model loses without each single expert, and which criterion would have told so. */
export function LeaveOneOutCard({ source, basis }: LeaveOneOutCardProps) {
  const [isWanted, setIsWanted] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({
    ...measuredScoresQuery(source),
    enabled: isWanted,
  });
  const progress = useScoringProgress(source);
  return (
    <Card
      title="Without each expert"
      subtitle="What the model loses without one expert, and which criterion tells it beforehand"
      explain={
        <Explain title="Leave-one-out" formula="loss without expert i − loss">
          Every expert is taken away alone and the model is run on the sample that was held back from
          training. Criteria are compared with the order that comes of it. It is a criterion itself
          afterwards, beside NAEE, which tries sets of experts.
        </Explain>
      }
    >
      {data !== undefined ? (
        <Judged basis={basis} measured={data.leaveOneOut} />
      ) : isFetching ? (
        <ProgressBar label="Running the model without each expert" fraction={progress} />
      ) : (
        <div className={styles.body}>
          {error !== null && <MeasuringFailed fault={encodeFault(error)} />}
          <p className={styles.state}>
            The model is run once for every expert, and for sets of them: this takes some seconds.
          </p>
          <div>
            <Button
              icon={FlaskConical}
              onClick={() => {
                setIsWanted(true);
                if (error !== null) void refetch();
              }}
            >
              Measure without each expert
            </Button>
          </div>
        </div>
      )}
    </Card>
  );
}

function Judged({ basis, measured }: { readonly basis: PlanBasis; readonly measured: LeaveOneOut }) {
  const judged = useMemo(() => judgedCriteria(basis, measured), [basis, measured]);
  const { lossWithout, accuracyWithout, loss, accuracy, samples } = measured;
  return (
    <div className={styles.halves}>
      <div className={styles.scroll} role="group" aria-label="Without each expert" tabIndex={0}>
        <FigureTable head={['Without expert', 'Cross-entropy', 'Accuracy']}>
          {lossWithout.map((without, expert) => (
            <FigureRow
              key={expert}
              label={String(expert)}
              figures={[
                differenceText(without - loss, 'nats'),
                differenceText((accuracyWithout[expert] ?? NaN) - accuracy, 'percent'),
              ]}
            />
          ))}
        </FigureTable>
      </div>
      <div className={styles.scroll} role="group" aria-label="Criteria against leave-one-out" tabIndex={0}>
        <FigureTable head={['Criterion', 'ρ']}>
          {judged.map(({ criterion, correlation }) => (
            <FigureRow
              key={criterion.id}
              label={criterion.name}
              explain={<CriterionExplain criterion={criterion} />}
              figures={[Number.isNaN(correlation) ? '–' : correlation.toFixed(2).replace('-', '−')]}
            />
          ))}
        </FigureTable>
      </div>
      <p className={styles.state}>
        On {formatCount(samples)} samples held back from training; with all experts {formatPercent(accuracy)}{' '}
        are right. ρ is Spearman’s rank correlation with the rise of cross-entropy: 1 orders experts as
        leave-one-out does.
      </p>
    </div>
  );
}
