import { useId, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './Switch.module.css';

export interface SwitchProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly hint?: string | undefined;
  readonly explain?: ReactNode;
  readonly isDisabled?: boolean | undefined;
}

/** A setting that takes effect at once. */
export function Switch({ label, isOn, onChange, hint, explain, isDisabled = false }: SwitchProps) {
  const hintId = useId();
  return (
    <div className={styles.line}>
      <label className={classNames(styles.switch, isDisabled && styles.isDisabled)}>
        <input
          type="checkbox"
          role="switch"
          checked={isOn}
          disabled={isDisabled}
          aria-describedby={hint === undefined ? undefined : hintId}
          className={styles.input}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
      </label>
      {explain}
      {hint !== undefined && (
        <p id={hintId} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
