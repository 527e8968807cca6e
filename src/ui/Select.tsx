import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down';
import { classNames } from './class-names.ts';
import fieldStyles from './Field.module.css';
import { FieldFrame, type FieldProps } from './Field.tsx';
import { smallIconLook } from './icon.ts';
import styles from './Select.module.css';

export interface SelectOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly isDisabled?: boolean | undefined;
}

export interface SelectGroup<T extends string> {
  readonly label: string;
  readonly options: readonly SelectOption<T>[];
}

export interface SelectProps<T extends string> extends FieldProps {
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly (SelectOption<T> | SelectGroup<T>)[];
  readonly size?: 'small' | 'medium' | undefined;
  readonly isDisabled?: boolean | undefined;
}

/**
 * One of many. The native element: typing, wheel, screen readers and a phone's own picker come with it; where the browser knows
 * `appearance: base-select` its list is drawn in our look.
 */
export function Select<T extends string>(props: SelectProps<T>) {
  const { value, onChange, options, size = 'medium', isDisabled } = props;
  return (
    <FieldFrame {...props}>
      {(control) => (
        <div className={styles.around}>
          <select
            {...control}
            value={value}
            disabled={isDisabled}
            className={classNames(fieldStyles.box, styles.select, styles[size])}
            onChange={(event) => onChange(event.target.value as T)}
          >
            {options.map((entry) =>
              'options' in entry ? (
                <optgroup key={entry.label} label={entry.label}>
                  {entry.options.map(renderOption)}
                </optgroup>
              ) : (
                renderOption(entry)
              ),
            )}
          </select>
          <ChevronsUpDown {...smallIconLook} className={styles.arrows} />
        </div>
      )}
    </FieldFrame>
  );
}

function renderOption<T extends string>({ value, label, isDisabled }: SelectOption<T>) {
  return (
    <option key={value} value={value} disabled={isDisabled}>
      {label}
    </option>
  );
}
