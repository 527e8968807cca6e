import type { ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';
import styles from './FigureTable.module.css';

export interface FigureTableProps {
  /** Heads of the columns; the first is that of the names. */
  readonly head: readonly string[];
  readonly children: ReactNode;
}

/** A small table of named figures. */
export function FigureTable({ head, children }: FigureTableProps) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {head.map((text) => (
            <th key={text} scope="col">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

export interface FigureRowProps {
  readonly label: string;
  readonly explain?: ReactNode;
  readonly figures: readonly string[];
  /** A line under the label. */
  readonly note?: string | undefined;
  /** Marks the first figure. */
  readonly isEstimate?: boolean;
}

export function FigureRow({ label, explain, figures, note, isEstimate = false }: FigureRowProps) {
  return (
    <tr>
      <th scope="row">
        <span className={styles.label}>
          {label}
          {explain}
        </span>
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </th>
      {figures.map((figure, i) => {
        const isAbout = i === 0 && isEstimate && figure !== '–';
        return (
          <td key={i} className={classNames(i === 0 && styles.main, isAbout && styles.isEstimate)}>
            {isAbout ? `≈ ${figure}` : figure}
          </td>
        );
      })}
    </tr>
  );
}
