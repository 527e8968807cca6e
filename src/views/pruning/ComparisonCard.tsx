import { classNames } from '../../ui/class-names.ts';
import { Card } from '../../ui/Card.tsx';
import { PlanHeads } from './PlanHeads.tsx';
import styles from './ComparisonCard.module.css';
import { figuresThere } from './plan-table.ts';
import type { CostsProps } from './use-plans.ts';

/** Up to four plans, figure by figure. */
export function ComparisonCard({ plans, shown }: Pick<CostsProps, 'plans' | 'shown'>) {
  return (
    <Card title="Plans side by side" subtitle="The plan that is edited is printed bold">
      <div className={styles.scroll} role="group" aria-label="Comparison of plans" tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <td />
              <PlanHeads plans={plans} />
            </tr>
          </thead>
          <tbody>
            {figuresThere(plans).map(({ id, name, value, format }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                {plans.map(({ costs }, i) => (
                  <td key={i} className={classNames(i === shown && styles.shown)}>
                    {Number.isNaN(value(costs)) ? '–' : format(value(costs))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
