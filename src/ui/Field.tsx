import { useId, type ReactNode } from 'react';
import styles from './Field.module.css';
import { VisuallyHidden } from './VisuallyHidden.tsx';

/** What every labelled input takes. */
export interface FieldProps {
  readonly label: string;
  readonly isLabelHidden?: boolean | undefined;
  /** A line under the control that is always there. */
  readonly hint?: string | undefined;
  /** What is wrong with the value and how to put it right; takes the place of the hint. */
  readonly problem?: string | undefined;
  /** An `Explain` beside the label. */
  readonly explain?: ReactNode;
}

export interface FieldFrameProps extends FieldProps {
  /** At the far end of the label's line, such as the value of a slider. */
  readonly aside?: ReactNode;
  readonly children: (control: ControlAttributes) => ReactNode;
}

/** What ties a control to its label and words. */
export interface ControlAttributes {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

/** Label, control, hint or problem: the frame of every input that is one element. */
export function FieldFrame({
  label,
  isLabelHidden,
  hint,
  problem,
  explain,
  aside,
  children,
}: FieldFrameProps) {
  const id = useId();
  const words = problem ?? hint;
  const wordsId = `${id}-words`;
  return (
    <div className={styles.field}>
      <LabelLine explain={explain} aside={aside} isHidden={isLabelHidden}>
        <label htmlFor={id}>{label}</label>
      </LabelLine>
      {children({
        id,
        'aria-describedby': words === undefined ? undefined : wordsId,
        'aria-invalid': problem === undefined ? undefined : true,
      })}
      {words !== undefined && (
        <p id={wordsId} className={problem === undefined ? styles.hint : styles.problem}>
          {words}
        </p>
      )}
    </div>
  );
}

export interface FieldGroupProps extends Pick<FieldProps, 'label' | 'isLabelHidden' | 'explain'> {
  readonly children: ReactNode;
}

/** The frame of several elements that are one choice. */
export function FieldGroup({ label, isLabelHidden, explain, children }: FieldGroupProps) {
  const id = useId();
  return (
    <fieldset className={styles.field} aria-labelledby={id}>
      <LabelLine explain={explain} isHidden={isLabelHidden}>
        <span id={id}>{label}</span>
      </LabelLine>
      {children}
    </fieldset>
  );
}

interface LabelLineProps {
  readonly isHidden?: boolean | undefined;
  readonly explain?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

function LabelLine({ isHidden = false, explain, aside, children }: LabelLineProps) {
  if (isHidden) return <VisuallyHidden>{children}</VisuallyHidden>;
  return (
    <div className={styles.labelLine}>
      {children}
      {explain}
      {aside !== undefined && <span className={styles.aside}>{aside}</span>}
    </div>
  );
}
