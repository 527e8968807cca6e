import { useEffect, useRef, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './Checkbox.module.css';

export interface CheckboxProps {
  readonly label: string;
  /** 'mixed' when some but not all of what it stands for is chosen. */
  readonly isChecked: boolean | 'mixed';
  readonly onChange: (isChecked: boolean) => void;
  readonly isLabelHidden?: boolean | undefined;
  /** The colour of the box when checked, to be a legend of a chart at the same time. */
  readonly colour?: string | undefined;
  readonly explain?: ReactNode;
  readonly isDisabled?: boolean | undefined;
}

/** A choice out of several that go together. */
export function Checkbox(props: CheckboxProps) {
  const { label, isChecked, onChange, isLabelHidden = false, colour, explain, isDisabled = false } = props;
  const input = useRef<HTMLInputElement>(null);
  const isMixed = isChecked === 'mixed';
  useEffect(() => {
    if (input.current) input.current.indeterminate = isMixed;
  }, [isMixed]);
  return (
    <span className={styles.line}>
      <label className={classNames(styles.checkbox, isDisabled && styles.isDisabled)}>
        <input
          ref={input}
          type="checkbox"
          checked={isChecked === true}
          disabled={isDisabled}
          aria-label={isLabelHidden ? label : undefined}
          className={styles.input}
          data-coloured={colour !== undefined || undefined}
          style={{ color: colour }}
          onChange={(event) => onChange(event.target.checked)}
        />
        {!isLabelHidden && label}
      </label>
      {explain}
    </span>
  );
}
