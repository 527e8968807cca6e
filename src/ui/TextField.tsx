import X from 'lucide-react/icons/x';
import { useRef, type KeyboardEvent } from 'react';
import fieldStyles from './Field.module.css';
import { FieldFrame, type FieldProps } from './Field.tsx';
import { smallIconLook, type Icon } from './icon.ts';
import styles from './TextField.module.css';

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** On Enter. */
  readonly onSubmit?: (() => void) | undefined;
  readonly type?: 'text' | 'search' | 'url' | 'password' | undefined;
  readonly placeholder?: string | undefined;
  readonly icon?: Icon | undefined;
  /** Shows a cross that empties the field. */
  readonly isClearable?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
}

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const { value, onChange, onSubmit, type = 'text', placeholder, icon: ShownIcon, isDisabled } = props;
  const input = useRef<HTMLInputElement>(null);
  const clear = () => {
    onChange('');
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && onSubmit && !event.nativeEvent.isComposing) {
      event.preventDefault();
      onSubmit();
    }
  };
  return (
    <FieldFrame {...props}>
      {(control) => (
        <div className={fieldStyles.box}>
          {ShownIcon && <ShownIcon {...smallIconLook} className={fieldStyles.adornment} />}
          <input
            {...control}
            ref={input}
            type={type}
            value={value}
            placeholder={placeholder}
            disabled={isDisabled}
            spellCheck={false}
            autoComplete="off"
            className={fieldStyles.input}
            onChange={(event) => onChange(event.target.value)}
            onKeyDown={onKeyDown}
          />
          {props.isClearable && value !== '' && (
            <button
              type="button"
              className={styles.clear}
              aria-label={`Clear ${props.label}`}
              onClick={clear}
            >
              <X {...smallIconLook} />
            </button>
          )}
        </div>
      )}
    </FieldFrame>
  );
}
