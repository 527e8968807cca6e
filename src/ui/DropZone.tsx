import FileDown from 'lucide-react/icons/file-down';
import type { ReactNode } from 'react';
import styles from './DropZone.module.css';

export interface DropZoneProps {
  readonly title: string;
  readonly hint?: ReactNode;
  /** Files hang over the window. */
  readonly isActive?: boolean | undefined;
  /** Buttons that do the same for those who do not drag. */
  readonly children?: ReactNode;
}

/** The look of a place that takes files; the listening is its owner's, since the whole window takes drops. */
export function DropZone({ title, hint, isActive = false, children }: DropZoneProps) {
  return (
    <div className={styles.zone} data-active={isActive}>
      <span className={styles.icon}>
        <FileDown size={22} strokeWidth={1.5} aria-hidden />
      </span>
      <p className={styles.title}>{title}</p>
      {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
