import { Plus, Scissors } from 'lucide-react';
import { addAction, endGesture, shownPlan } from '../../state/plans.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { ActionCard } from './ActionCard.tsx';
import { actionViews } from './actions/index.ts';
import { criterionOffers } from './criterion-offers.ts';
import type { PlanResultProps } from './KeptMatrixCard.tsx';
import styles from './PlanEditor.module.css';

/** The actions of a plan, in order. */
export function PlanEditor({ basis, costs }: PlanResultProps) {
  const plan = useView(shownPlan);
  const offers = criterionOffers(basis);
  const isExperts = basis.grid.kind === 'experts';
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
            basis={basis}
            offers={offers}
            costs={costs}
          />
        ))}
        <div className={styles.add}>
          {Object.values(actionViews).map(({ label, offer }) => {
            const offered = offer(basis, offers);
            return (
              offered !== null && (
                <Button key={label} size="small" icon={Plus} onClick={() => addAction(offered)}>
                  {label}
                </Button>
              )
            );
          })}
        </div>
      </div>
    </Card>
  );
}
