import styles from './Wordmark.module.css';

/** The name, with the curve that it stands for. */
export function Wordmark() {
  return (
    <span className={styles.wordmark}>
      <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
        <rect width="32" height="32" rx="7" className={styles.ground} />
        <path d="M7 25C8 14 13 8 25 7" className={styles.line} />
        <circle cx="12.4" cy="12.6" r="3" className={styles.knee} />
      </svg>
      MoE Scope
    </span>
  );
}
