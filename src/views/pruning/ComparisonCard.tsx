import { classNames } from '../../ui/class-names.ts';
import { Card } from '../../ui/Card.tsx';
import { liveLook } from '../../ui/look/chart-look.ts';
import { Swatch } from '../../ui/Swatch.tsx';
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
              {plans.map(({ name }, i) => (
                <th key={i} scope="col">
                  <span className={styles.plan} title={name}>
                    <Swatch colour={liveLook.series[i]!} />
                    <span className={styles.name}>{name}</span>
                  </span>
                </th>
              ))}
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
