import { useId, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { FieldGroup } from './Field.tsx';
import { smallIconLook, type Icon } from './icon.ts';
import styles from './SegmentedControl.module.css';
import { Tooltip } from './Tooltip.tsx';

export interface Segment<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly icon?: Icon | undefined;
  readonly isDisabled?: boolean | undefined;
}

export interface SegmentedControlProps<T extends string> {
  readonly label: string;
  readonly isLabelHidden?: boolean | undefined;
  readonly segments: readonly Segment<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly size?: 'small' | 'medium' | undefined;
  /** Shows icons alone, each with its label as name and tooltip. */
  readonly isIconOnly?: boolean | undefined;
  readonly explain?: ReactNode;
}

/** One of two to five short choices, all in sight. Native radio buttons: arrow keys move, Tab passes. */
export function SegmentedControl<T extends string>(props: SegmentedControlProps<T>) {
  const { label, isLabelHidden, segments, size = 'medium', explain } = props;
  const name = useId();
  return (
    <FieldGroup label={label} isLabelHidden={isLabelHidden} explain={explain}>
      <div className={classNames(styles.track, styles[size])}>
        {segments.map((segment) => (
          <SegmentRadio key={segment.value} {...props} segment={segment} name={name} />
        ))}
      </div>
    </FieldGroup>
  );
}

interface SegmentRadioProps<T extends string> extends SegmentedControlProps<T> {
  readonly segment: Segment<T>;
  readonly name: string;
}

function SegmentRadio<T extends string>(props: SegmentRadioProps<T>) {
  const { segment, name, value, onChange, isIconOnly = false } = props;
  const radio = (
    <label className={styles.segment}>
      <input
        type="radio"
        name={name}
        value={segment.value}
        checked={segment.value === value}
        disabled={segment.isDisabled}
        aria-label={segment.label}
        onChange={() => onChange(segment.value)}
      />
      {segment.icon && <segment.icon {...smallIconLook} />}
      {!isIconOnly && <span>{segment.label}</span>}
    </label>
  );
  if (!isIconOnly) return radio;
  return (
    <Tooltip text={segment.label} isName>
      {radio}
    </Tooltip>
  );
}
