import ChevronRight from 'lucide-react/icons/chevron-right';
import type { ReactNode } from 'react';
import styles from './Disclosure.module.css';
import { smallIconLook } from './icon.ts';

export interface DisclosureProps {
  readonly summary: string;
  /** At the end of the summary's line, for the eye: a count, a state. */
  readonly note?: string | undefined;
  readonly children: ReactNode;
  readonly isOpen?: boolean | undefined;
  readonly onToggle?: ((isOpen: boolean) => void) | undefined;
}

/** More, for those who want it. The native element: the browser's find-in-page opens it, too. */
export function Disclosure({ summary, note, children, isOpen, onToggle }: DisclosureProps) {
  return (
    <details
      className={styles.disclosure}
      open={isOpen}
      onToggle={onToggle && ((event) => onToggle(event.currentTarget.open))}
    >
      <summary className={styles.summary}>
        <ChevronRight {...smallIconLook} className={styles.chevron} />
        {summary}
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </summary>
      <div className={styles.body}>{children}</div>
    </details>
  );
}
