import { formatMeasured } from '../../../charts/pruning/measured-curve.ts';
import type { Measured } from '../../../core/pruning/measured.ts';
import { classNames } from '../../../ui/class-names.ts';
import { PlanHeads } from '../PlanHeads.tsx';
import styles from '../ComparisonCard.module.css';
import type { CostedPlan } from '../use-plans.ts';
import { MeasuredExplain } from './MeasuredFigures.tsx';
import { measureIds, planMeasures } from './measures.ts';
import type { MeasuredNow } from './use-measured.ts';

export interface MeasuredComparisonProps {
  readonly plans: readonly CostedPlan[];
  readonly shown: number;
  readonly measured: readonly MeasuredNow[];
}

/** Every figure of all plans, beside those of the whole model. */
export function MeasuredComparison({ plans, shown, measured }: MeasuredComparisonProps) {
  const whole = measured[shown]?.best ?? null;
  return (
    <div className={styles.scroll} role="group" aria-label="Measured costs of plans" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <td />
            <th scope="col">Whole model</th>
            <PlanHeads plans={plans} />
          </tr>
        </thead>
        <tbody>
          {measureIds.map((id) => {
            const { name, unit, after, before } = planMeasures[id];
            const text = (one: Measured | null, of: (measured: Measured) => number) =>
              one === null ? '–' : formatMeasured(of(one), unit);
            return (
              <tr key={id}>
                <th scope="row">
                  {name} <MeasuredExplain of={id} />
                </th>
                <td>{before === null ? '' : text(whole, before)}</td>
                {measured.map(({ best }, i) => (
                  <td key={i} className={classNames(i === shown && styles.shown)}>
                    {text(best, after)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
