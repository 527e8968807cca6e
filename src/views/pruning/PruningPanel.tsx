import { Scissors } from 'lucide-react';
import { memo, useDeferredValue } from 'react';
import type { Action, ExpertsAction } from '../../core/pruning/plan.ts';
import { measurabilityOf } from '../../state/measuring.ts';
import type { OpenSource } from '../../state/session.ts';
import { changeView, useView } from '../../state/view.ts';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Select } from '../../ui/Select.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { OpenButtons } from '../OpenButtons.tsx';
import type { Analysis } from '../use-analyses.ts';
import { AgreementCard } from './AgreementCard.tsx';
import { ComparisonCard } from './ComparisonCard.tsx';
import { criterionOffers } from './criterion-offers.ts';
import { ErrorByLayerCard } from './ErrorByLayerCard.tsx';
import { ErrorCard } from './ErrorCard.tsx';
import { KeptByLayerCard } from './KeptByLayerCard.tsx';
import { KeptMatrixCard } from './KeptMatrixCard.tsx';
import { LoadShiftCard } from './LoadShiftCard.tsx';
import { CannotMeasure } from './measured/CannotMeasure.tsx';
import { FineTuneCard } from './measured/FineTuneCard.tsx';
import { LeaveOneOutCard } from './measured/LeaveOneOutCard.tsx';
import { MeasuredCard } from './measured/MeasuredCard.tsx';
import { SweepCard } from './measured/SweepCard.tsx';
import type { MeasuredProps } from './measured/use-measured.ts';
import { PlanBar } from './PlanBar.tsx';
import { PlanCurveCard } from './PlanCurveCard.tsx';
import { PlanEditor } from './PlanEditor.tsx';
import { PlanFiguresCard } from './PlanFiguresCard.tsx';
import styles from './PruningPanel.module.css';
import { RoutedCard } from './RoutedCard.tsx';
import { useCostedPlans, usePlanBasis } from './use-plans.ts';

export interface PruningPanelProps {
  readonly analyses: readonly Analysis[];
}

/** What would be pruned, and what that costs. */
export function PruningPanel({ analyses }: PruningPanelProps) {
  const wanted = useView((view) => view.matrixSource);
  const analysis = analyses.find(({ source }) => source.id === wanted) ?? analyses[0];
  if (analysis === undefined) {
    return (
      <Card title="Pruning" isTitleHidden>
        <EmptyState title="No checkpoint is open" icon={Scissors} actions={<OpenButtons />}>
          Plans are worked out from the weights of a checkpoint; a trace beside it tells which experts its
          tokens need.
        </EmptyState>
      </Card>
    );
  }
  const others = analyses.flatMap(({ source }) => (source === analysis.source ? [] : [source]));
  return (
    <div className={styles.panel}>
      {analyses.length > 1 && (
        <Select
          label="Checkpoint"
          size="small"
          value={analysis.source.id}
          onChange={(matrixSource) => changeView({ matrixSource })}
          options={analyses.map(({ source }) => ({ value: source.id, label: source.label }))}
        />
      )}
      {analysis.summary === null ? (
        <NotScanned analysis={analysis} />
      ) : (
        <PlannedCheckpoint key={analysis.source.id} analysis={analysis} others={others} />
      )}
    </div>
  );
}

function NotScanned({ analysis: { choice, fault } }: { readonly analysis: Analysis }) {
  const isStopped = choice === 'stopped' || fault !== null;
  return (
    <Card title="Pruning" isTitleHidden>
      <EmptyState
        title={isStopped ? 'The weights were not read' : 'The weights are being read'}
        icon={Scissors}
      >
        {isStopped
          ? 'Plans are worked out from every weight, or from a sample of them: go on reading above.'
          : 'Plans are worked out from every weight. They can be made as soon as all are read; how far that is stands above.'}
      </EmptyState>
    </Card>
  );
}

interface PlannedCheckpointProps {
  readonly analysis: Analysis;
  /** Open as well: routers can be compared with theirs. */
  readonly others: readonly OpenSource[];
}

function PlannedCheckpoint({ analysis, others }: PlannedCheckpointProps) {
  const basis = usePlanBasis(analysis, others);
  if (basis === null) return <Skeleton height="640px" />;
  if (basis.grid.layers.length === 0) {
    return (
      <Card title="Pruning" isTitleHidden>
        <EmptyState title="There are no layers to prune" icon={Scissors}>
          No tensor of this checkpoint was recognised as a matrix of a layer.
        </EmptyState>
      </Card>
    );
  }
  return <Planner source={analysis.source} basis={basis} />;
}

function Planner({ source, basis }: Pick<MeasuredProps, 'source' | 'basis'>) {
  const { plans, shown } = useCostedPlans(basis);
  const { costs } = plans[shown]!;
  return (
    <>
      <PlanBar basis={basis} plans={plans} shown={shown} />
      <div className={styles.columns}>
        <div className={styles.editor}>
          <PlanEditor basis={basis} costs={costs} />
        </div>
        <Costs source={source} basis={basis} plans={plans} shown={shown} />
      </div>
    </>
  );
}

/** Figures first: what is drawn follows a frame later, and may be left out while a knob is turned on. */
const Costs = memo(function Costs(props: MeasuredProps) {
  const drawn = useDeferredValue(props, null);
  const { plans, shown } = props;
  return (
    <div className={styles.costs}>
      <PredictedAndMeasured now={props} drawn={drawn} />
      {plans.length > 1 && <ComparisonCard plans={plans} shown={shown} />}
      {drawn === null ? <Skeleton height="640px" /> : <DrawnCosts {...drawn} />}
    </div>
  );
});

/** What takes longer to draw than to work out. */
const DrawnCosts = memo(function DrawnCosts({ source, basis, plans, shown }: MeasuredProps) {
  const { plan, costs } = plans[shown]!;
  const { routing, error } = costs;
  const criteria = criterionOffers(basis).here;
  const compared = plan.actions.find(isByCriterion);
  return (
    <>
      {error !== null && error.matrices + error.unknown > 0 && (
        <div className={styles.pair}>
          <ErrorCard error={error} />
          {error.layers.length > 1 && <ErrorByLayerCard basis={basis} error={error} />}
        </div>
      )}
      <KeptMatrixCard basis={basis} costs={costs} />
      <div className={styles.pair}>
        {costs.kept.layers.length > 1 && <KeptByLayerCard basis={basis} costs={costs} />}
        {routing !== null && <LoadShiftCard basis={basis} costs={costs} routing={routing} />}
      </div>
      {compared !== undefined && criteria.length > 1 && (
        <AgreementCard basis={basis} action={compared} criteria={criteria} />
      )}
      {measurabilityOf(source).canMeasure && <LeaveOneOutCard source={source} basis={basis} />}
    </>
  );
});

interface PredictedProps {
  readonly now: MeasuredProps;
  /** Null at first. */
  readonly drawn: MeasuredProps | null;
}

/** What is predicted stands on the left, what is measured on the right, where it can be. */
function PredictedAndMeasured({ now, drawn }: PredictedProps) {
  const { source, plans, shown } = now;
  const { routing } = plans[shown]!.costs;
  const measurability = measurabilityOf(source);
  const curve =
    drawn === null ? (
      <Skeleton height="320px" />
    ) : (
      <PlanCurveCard basis={drawn.basis} plans={drawn.plans} shown={drawn.shown} />
    );
  if (!measurability.canMeasure) {
    return (
      <div className={styles.pair}>
        <PlanFiguresCard plan={plans[shown]!} />
        <div className={styles.costs}>
          {curve}
          {routing !== null && <RoutedCard routing={routing} />}
          <CannotMeasure why={measurability.why} how={measurability.how} />
        </div>
      </div>
    );
  }
  return (
    <>
      <div className={styles.pair}>
        <div className={styles.costs}>
          <PlanFiguresCard plan={plans[shown]!} />
          {routing !== null && <RoutedCard routing={routing} />}
        </div>
        <div className={styles.costs}>
          <MeasuredCard {...now} />
          <FineTuneCard {...now} />
        </div>
      </div>
      <div className={styles.pair}>
        {curve}
        <SweepCard {...now} />
      </div>
    </>
  );
}

function isByCriterion(action: Action): action is ExpertsAction {
  return action.kind === 'experts' && action.amount.kind !== 'picked';
}
