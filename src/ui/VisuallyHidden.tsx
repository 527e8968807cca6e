import type { ComponentProps } from 'react';
import styles from './VisuallyHidden.module.css';

/** Words for screen readers alone. */
export function VisuallyHidden(attributes: Omit<ComponentProps<'span'>, 'className'>) {
  return <span {...attributes} className={styles.hidden} />;
}
