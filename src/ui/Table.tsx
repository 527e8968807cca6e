/**
 * The look and roles of a table whose rows may be virtual: rows that are not in the document still count, because each row says
 * its number and the table says how many there are. Columns are one `grid-template-columns` for all rows.
 */
import type { ComponentProps, CSSProperties, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './Table.module.css';

export interface TableProps extends Omit<ComponentProps<'div'>, 'role'> {
  readonly label: string;
  /** All rows, the head included, drawn or not. */
  readonly rowCount: number;
  readonly columnCount: number;
  /** As in CSS: "minmax(240px, 1fr) 120px 96px". */
  readonly columns: string;
}

/** Also the box that scrolls; it can be focused, so that arrow keys scroll it. */
export function Table({
  label,
  rowCount,
  columnCount,
  columns,
  className,
  style,
  ...attributes
}: TableProps) {
  return (
    <div
      {...attributes}
      role="table"
      aria-label={label}
      aria-rowcount={rowCount}
      aria-colcount={columnCount}
      tabIndex={0}
      className={classNames(styles.table, className)}
      style={{ ...style, '--columns': columns } as CSSProperties}
    />
  );
}

/** The head: `HeaderCell`s, kept in sight while the rows scroll. */
export function TableHead({ children }: { readonly children: ReactNode }) {
  return (
    <div role="rowgroup" className={styles.head}>
      <div role="row" aria-rowindex={1} className={styles.row}>
        {children}
      </div>
    </div>
  );
}

/** The rows. A virtual list gives it the height of all rows and places each. */
export function TableBody({ className, ...attributes }: Omit<ComponentProps<'div'>, 'role'>) {
  return <div {...attributes} role="rowgroup" className={classNames(styles.body, className)} />;
}

export interface TableRowProps extends Omit<ComponentProps<'div'>, 'role'> {
  /** From 0, not counting the head. */
  readonly index: number;
  readonly isSelected?: boolean | undefined;
}

export function TableRow({ index, isSelected, className, ...attributes }: TableRowProps) {
  return (
    <div
      {...attributes}
      role="row"
      aria-rowindex={index + 2}
      data-selected={isSelected}
      data-clickable={attributes.onClick !== undefined}
      className={classNames(styles.row, styles.bodyRow, className)}
    />
  );
}

export interface TableCellProps {
  readonly children: ReactNode;
  /** Figures stand at the end, with tabular numerals. */
  readonly kind?: 'text' | 'figure' | 'code' | undefined;
  /** The whole of a text that may be cut. */
  readonly title?: string | undefined;
}

export function TableCell({ children, kind = 'text', title }: TableCellProps) {
  return (
    <div role="cell" title={title} className={classNames(styles.cell, styles[kind])}>
      {children}
    </div>
  );
}
