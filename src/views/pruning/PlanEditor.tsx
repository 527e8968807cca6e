import { Plus, Scissors } from 'lucide-react';
import { criterionOf } from '../../core/pruning/criteria/index.ts';
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import type { Action } from '../../core/pruning/plan.ts';
import { addAction, endGesture, shownPlan } from '../../state/plans.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { ActionCard } from './ActionCard.tsx';
import { criterionOffers } from './criterion-offers.ts';
import type { PlanResultProps } from './KeptMatrixCard.tsx';
import styles from './PlanEditor.module.css';

/** The actions of a plan, in order. */
export function PlanEditor({ basis, costs }: PlanResultProps) {
  const plan = useView(shownPlan);
  const offers = criterionOffers(basis);
  const isExperts = basis.grid.kind === 'experts';
  const nameOf = (id: string) => criterionOf(id)?.name ?? id;
  return (
    <Card
      title="The plan"
      subtitle="Actions are taken in order"
      explain={
        <Explain title="The plan">
          What is taken from the model, one action after the other: weights of experts that are gone are not
          cut again, and where two actions cut the same weights the higher threshold holds. The plan is part
          of the link.
        </Explain>
      }
      footer={isExperts ? undefined : 'This model has no experts, so a plan can take weights alone.'}
    >
      <div
        className={styles.actions}
        // a second turn of the same knob is a step of its own
        onPointerDownCapture={endGesture}
        onFocusCapture={endGesture}
      >
        {plan.actions.length === 0 && (
          <EmptyState title="Nothing is taken" icon={Scissors}>
            Add an action and move its slider: everything beside it follows.
          </EmptyState>
        )}
        {plan.actions.map((action, index) => (
          <ActionCard
            key={index}
            action={action}
            index={index}
            count={plan.actions.length}
            nameOf={nameOf}
            basis={basis}
            offers={offers}
            costs={costs}
          />
        ))}
        <div className={styles.add}>
          <Button size="small" icon={Plus} onClick={() => addAction(newWeightsAction)}>
            Cut weights
          </Button>
          {isExperts && (
            <Button
              size="small"
              icon={Plus}
              onClick={() => addAction(newExpertsAction(basis, offers.here[0]?.id ?? 'weight-norm'))}
            >
              Remove experts
            </Button>
          )}
        </div>
      </div>
    </Card>
  );
}

const newWeightsAction: Action = {
  kind: 'weights',
  scope: { layers: null, projection: null },
  per: 'all',
  amount: { kind: 'keep', fraction: 0.5 },
};

/** A quarter fewer, as far as tokens leave room for it. */
function newExpertsAction({ experts, topK }: PlanBasis, criterion: string): Action {
  const most = Math.max(1, ...experts);
  const keep = Math.min(most, Math.max(topK ?? 1, Math.round(0.75 * most)));
  return { kind: 'experts', layers: null, criterion, seed: 1, amount: { kind: 'each-layer', keep } };
}
