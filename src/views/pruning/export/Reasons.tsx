import styles from './ExportDialog.module.css';

export interface ReasonsProps {
  /** Sentences, each once. */
  readonly reasons: readonly string[];
}

export function Reasons({ reasons }: ReasonsProps) {
  return (
    <ul className={styles.reasons}>
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  );
}
