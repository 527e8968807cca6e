import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import type { PlanCosts } from '../../core/pruning/plan-costs.ts';
import { explainPlanRemark } from '../../core/pruning/plan-remark-words.ts';
import { actionTitle } from '../../core/pruning/actions/index.ts';
import type { Action } from '../../core/pruning/plan.ts';
import { moveAction, removeAction, undo } from '../../state/plans.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import styles from './ActionCard.module.css';
import { actionViewOf } from './actions/index.ts';
import type { CriterionOffers } from './criterion-offers.ts';
import { OrderedOffer } from './OrderedOffer.tsx';

export interface ActionCardProps {
  readonly action: Action;
  readonly index: number;
  /** How many there are. */
  readonly count: number;
  readonly basis: PlanBasis;
  readonly offers: CriterionOffers;
  /** Of the whole plan; a moment behind the action. */
  readonly costs: PlanCosts;
}

/** One action with its knobs, and what is to be said of it. */
export function ActionCard({ action, index, count, basis, offers, costs }: ActionCardProps) {
  const toast = useToast();
  const title = actionTitle(action);
  const { Fields } = actionViewOf(action);
  const remarks = [
    ...costs.problems.map((remark) => ({ remark, tone: 'warning' as const })),
    ...costs.notes.map((remark) => ({ remark, tone: 'info' as const })),
  ].filter(({ remark }) => remark.action === index);
  const remove = () => {
    removeAction(index);
    toast({ text: 'The action is removed', action: { label: 'Undo', onSelect: undo } });
  };
  return (
    <section className={styles.card} aria-label={`Action ${index + 1}: ${title}`}>
      <header className={styles.head}>
        <h3 className={styles.title}>
          <span className={styles.number}>{index + 1}</span>
          {title}
        </h3>
        <span className={styles.buttons}>
          {count > 1 && (
            <>
              <IconButton
                size="small"
                icon={ArrowUp}
                label="Move up"
                disabled={index === 0}
                onClick={() => moveAction(index, -1)}
              />
              <IconButton
                size="small"
                icon={ArrowDown}
                label="Move down"
                disabled={index === count - 1}
                onClick={() => moveAction(index, 1)}
              />
            </>
          )}
          <IconButton size="small" icon={X} label="Remove action" onClick={remove} />
        </span>
      </header>
      <Fields action={action} index={index} basis={basis} offers={offers} costs={costs} />
      {remarks.map(({ remark, tone }) => {
        const words = explainPlanRemark(remark);
        return (
          <Notice key={remark.code} tone={tone} title={words.title} remedy={words.remedy || undefined}>
            {words.body}
          </Notice>
        );
      })}
      <OrderedOffer action={action} basis={basis} />
    </section>
  );
}
