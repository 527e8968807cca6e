import ArrowDown from 'lucide-react/icons/arrow-down';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './Table.module.css';

export type SortDirection = 'ascending' | 'descending';

export interface HeaderCellProps {
  readonly label: string;
  /** Null: the table can be sorted by this column, and is not. Left out: it cannot. */
  readonly sort?: SortDirection | null | undefined;
  readonly onSort?: ((direction: SortDirection) => void) | undefined;
  readonly kind?: 'text' | 'figure' | undefined;
  readonly explain?: ReactNode;
}

/** The head of a column. Figures are first sorted from the largest, text from A. */
export function HeaderCell({ label, sort, onSort, kind = 'text', explain }: HeaderCellProps) {
  const first: SortDirection = kind === 'figure' ? 'descending' : 'ascending';
  const opposite: SortDirection = sort === 'ascending' ? 'descending' : 'ascending';
  return (
    <div
      role="columnheader"
      aria-sort={sort === null ? 'none' : sort}
      className={classNames(styles.cell, styles.headerCell, styles[kind])}
    >
      {onSort ? (
        <button type="button" className={styles.sort} onClick={() => onSort(sort ? opposite : first)}>
          {label}
          <ArrowDown size={12} strokeWidth={2} aria-hidden className={styles.arrow} data-sort={sort} />
        </button>
      ) : (
        label
      )}
      {explain}
    </div>
  );
}
