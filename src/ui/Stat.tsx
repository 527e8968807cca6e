import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './Stat.module.css';

export interface StatProps {
  readonly label: string;
  /** The figure, formatted; a dash while it is not known. */
  readonly value: string;
  readonly unit?: string | undefined;
  /** A line below: a range, a comparison. */
  readonly note?: ReactNode;
  readonly explain?: ReactNode;
  /** Underlines the figure with dots and says so: it may still move. */
  readonly isEstimate?: boolean | undefined;
}

/** One figure with its name. Stands in a `StatList`. */
export function Stat({ label, value, unit, note, explain, isEstimate = false }: StatProps) {
  return (
    <div className={styles.stat}>
      <dt className={styles.label}>
        {label}
        {explain}
      </dt>
      <dd className={styles.figure}>
        <span
          className={classNames(isEstimate && styles.isEstimate)}
          title={isEstimate ? 'An estimate' : undefined}
        >
          {isEstimate && '≈ '}
          {value}
        </span>
        {unit !== undefined && <span className={styles.unit}>{unit}</span>}
      </dd>
      {note !== undefined && <dd className={styles.note}>{note}</dd>}
    </div>
  );
}

/** Figures side by side, as many in a row as fit. */
export function StatList({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.list}>{children}</dl>;
}
