import { useId, type CSSProperties } from 'react';
import { classNames } from './class-names.ts';
import styles from './ProgressBar.module.css';
import { VisuallyHidden } from './VisuallyHidden.tsx';

export interface ProgressBarProps {
  readonly label: string;
  /** Done, in [0, 1]; null while the end is not known. */
  readonly fraction: number | null;
  /** Amount, rate, time left: "1.2 GB of 4.0 GB · 1.9 GB/s · 2 s left". */
  readonly detail?: string | undefined;
  readonly isLabelHidden?: boolean | undefined;
}

/** How far something is. Screen readers hear the start and each quarter, not every step. */
export function ProgressBar({ label, fraction, detail, isLabelHidden = false }: ProgressBarProps) {
  const labelId = useId();
  const percent = fraction === null ? null : Math.floor(Math.min(Math.max(fraction, 0), 1) * 100);
  return (
    <div className={styles.progress}>
      <div className={styles.words}>
        {isLabelHidden ? (
          <VisuallyHidden id={labelId}>{label}</VisuallyHidden>
        ) : (
          <span id={labelId} className={styles.label}>
            {label}
          </span>
        )}
        {percent !== null && <span className={styles.percent}>{percent} %</span>}
      </div>
      <div
        role="progressbar"
        aria-labelledby={labelId}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent ?? undefined}
        aria-valuetext={detail}
        className={classNames(styles.track, percent === null && styles.isIndeterminate)}
      >
        <div className={styles.bar} style={{ '--fraction': fraction ?? 0.3 } as CSSProperties} />
      </div>
      {detail !== undefined && <p className={styles.detail}>{detail}</p>}
      <VisuallyHidden role="status">{announcement(label, percent)}</VisuallyHidden>
    </div>
  );
}

function announcement(label: string, percent: number | null): string {
  return percent === null ? label : `${label}: ${Math.floor(percent / 25) * 25} %`;
}
