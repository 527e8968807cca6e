import { explainFault } from '../../../core/fault-words.ts';
import type { FaultWire } from '../../../core/fault.ts';
import type { Measured } from '../../../core/pruning/measured.ts';
import { formatCount, formatPercent } from '../../../core/quantity.ts';
import { useMeasuredModel, type MeasuredModel } from '../../../state/measuring.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Explain } from '../../../ui/Explain.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { Spinner } from '../../../ui/Spinner.tsx';
import { Stat, StatList } from '../../../ui/Stat.tsx';
import { shareText } from '../../../core/pruning/figure-words.ts';
import { MeasuredComparison } from './MeasuredComparison.tsx';
import styles from './MeasuredCard.module.css';
import { MeasuredDetails } from './MeasuredDetails.tsx';
import { MeasuredFigures } from './MeasuredFigures.tsx';
import { accuracyKept, shareOrDash } from './measures.ts';
import { useMeasuredPlans, type MeasuredNow, type MeasuredProps } from './use-measured.ts';

/** What the model does with the plan taken: run on samples, beside what weights and traffic predicted. */
export function MeasuredCard(props: MeasuredProps) {
  const { source, plans, shown } = props;
  const { data: model, fault } = useMeasuredModel(source);
  const measured = useMeasuredPlans(props);
  const now = measured[shown]!;
  const { name, costs } = plans[shown]!;
  const failed = fault ?? now.fault;
  return (
    <Card
      title="What it really costs"
      subtitle={`Of ${name}: measured, the model was run with the plan taken`}
      explain={
        <Explain title="Measured costs">
          The model and the pruned model answer the same samples, none of which it was trained on: first a
          sample held back from training, then the whole test split.
        </Explain>
      }
    >
      {failed !== null ? (
        <MeasuringFailed fault={failed} />
      ) : model === null || now.best === null ? (
        <div role="status" className={styles.waiting}>
          <p className={styles.state}>
            <Spinner /> {model === null ? 'Reading the model and its dataset' : 'Measuring'}
          </p>
          <Skeleton height="220px" />
        </div>
      ) : (
        <div className={styles.body}>
          <SamplesLine model={model} measured={now.best} now={now} />
          <StatList>
            <Stat
              label="Predicted: mass kept"
              value={shareText(costs.kept.mass)}
              note={`with ${shareText(costs.kept.weights)} of the weights`}
            />
            <Stat
              label="Measured: accuracy kept"
              value={shareOrDash(accuracyKept(now.best))}
              note={`${formatPercent(now.best.after.accuracy)} of ${formatPercent(now.best.before.accuracy)}`}
            />
          </StatList>
          {plans.length > 1 ? (
            <MeasuredComparison plans={plans} shown={shown} measured={measured} />
          ) : (
            <MeasuredFigures measured={now.best} />
          )}
          <MeasuredDetails model={model} measured={now.best} costs={costs} />
        </div>
      )}
    </Card>
  );
}

interface SamplesLineProps {
  readonly model: MeasuredModel;
  readonly measured: Measured;
  readonly now: MeasuredNow;
}

/** On what these figures are, and what is still going on. */
function SamplesLine({ model, measured: { on, samples }, now: { isCurrent, isAsking } }: SamplesLineProps) {
  const isWhole = on === 'whole';
  return (
    <p className={styles.state} role="status">
      <Badge tone={isWhole && isCurrent ? 'success' : 'estimate'}>
        {isCurrent ? (isWhole ? 'whole test split' : 'sample') : 'last position'}
      </Badge>
      <span>
        {isWhole
          ? `All ${formatCount(samples)} test samples of ${model.datasetName}`
          : `${formatCount(samples)} samples of ${model.datasetName}, held back from training`}
      </span>
      {isAsking && (
        <span className={styles.asking}>
          <Spinner />{' '}
          {isCurrent && !isWhole ? `measuring on all ${formatCount(model.wholeSize)}` : 'measuring'}
        </span>
      )}
    </p>
  );
}

export function MeasuringFailed({ fault }: { readonly fault: FaultWire }) {
  const { title, body, remedy } = explainFault(fault);
  return (
    <Notice tone="danger" title={title} remedy={remedy}>
      {body}
    </Notice>
  );
}
