import { decibelsText } from '../../core/pruning/figure-words.ts';
import type { PlanCosts } from '../../core/pruning/plan-costs.ts';
import type { QuantiseAction } from '../../core/pruning/plan.ts';
import styles from './WeightsFields.module.css';

export interface ErrorWordsProps {
  readonly costs: PlanCosts;
  /** Of the action. */
  readonly index: number;
  readonly role: QuantiseAction['of'];
}

/** What an action's approximation comes to, in a line below its knobs; nothing while it is not taken. */
export function ErrorWords({ costs, index, role }: ErrorWordsProps) {
  const isTaken = !costs.problems.some(({ action }) => action === index);
  const own = costs.error?.roles.find((each) => each.role === role);
  if (!isTaken || own === undefined || own.matrices === 0) return null;
  return (
    <p className={styles.words}>
      The error lies {decibelsText(own.lost.value)} below the weights
      {own.lost.certainty === 'bounded' &&
        ` (${decibelsText(own.lost.high)} to ${decibelsText(own.lost.low)})`}
      .
    </p>
  );
}
