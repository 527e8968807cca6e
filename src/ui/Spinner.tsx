import { classNames } from './class-names.ts';
import styles from './Spinner.module.css';

/** A small turning ring, for the eye only: what it stands beside has to say in words what goes on. */
export function Spinner({ className }: { readonly className?: string | undefined }) {
  return <span aria-hidden className={classNames(styles.spinner, className)} />;
}
