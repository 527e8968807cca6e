import { liveLook } from '../../ui/look/chart-look.ts';
import { Swatch } from '../../ui/Swatch.tsx';
import styles from './ComparisonCard.module.css';

/** Columns of a table that has one for each plan: its colour and its name. */
export function PlanHeads({ plans }: { readonly plans: readonly { readonly name: string }[] }) {
  return plans.map(({ name }, i) => (
    <th key={i} scope="col">
      <span className={styles.plan} title={name}>
        <Swatch colour={liveLook.series[i]!} />
        <span className={styles.name}>{name}</span>
      </span>
    </th>
  ));
}
