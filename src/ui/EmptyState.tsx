import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';
import type { Icon } from './icon.ts';

export interface EmptyStateProps {
  readonly title: string;
  /** Why nothing is here, and what would change that. */
  readonly children?: ReactNode;
  readonly icon?: Icon | undefined;
  readonly actions?: ReactNode;
}

/** What stands where there is nothing yet. */
export function EmptyState({ title, children, icon: ShownIcon, actions }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {ShownIcon && (
        <span className={styles.icon}>
          <ShownIcon size={20} strokeWidth={1.5} aria-hidden />
        </span>
      )}
      <p className={styles.title}>{title}</p>
      {children !== undefined && <p className={styles.body}>{children}</p>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
