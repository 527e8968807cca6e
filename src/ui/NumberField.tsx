import { useState, type KeyboardEvent } from 'react';
import fieldStyles from './Field.module.css';
import { FieldFrame, type FieldProps } from './Field.tsx';
import { parseNumberText, stepNumber, type NumberBounds } from './number-text.ts';

export interface NumberFieldProps extends Omit<FieldProps, 'problem'>, NumberBounds {
  /** Null is an empty field. */
  readonly value: number | null;
  /** Called with each valid number while it is typed, and with null when the field is emptied. */
  readonly onChange: (value: number | null) => void;
  /** Shown after the number, as in "%" or "experts"; may be typed, too. */
  readonly unit?: string | undefined;
  /** For the arrow keys; ten times as much with Shift or Page Up and Down. */
  readonly step?: number | undefined;
  readonly isRequired?: boolean | undefined;
  readonly placeholder?: string | undefined;
  readonly isDisabled?: boolean | undefined;
}

/** What is being typed, and the value that it stands for; stale as soon as the value has become another. */
interface Draft {
  readonly text: string;
  readonly value: number | null;
}

const stepsOfKey: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** A number with a unit and bounds. A text that is no such number is kept and explained, never silently changed. */
export function NumberField(props: NumberFieldProps) {
  const { value, onChange, unit, step = 1, min, max, isRequired = false, placeholder } = props;
  const [draft, setDraft] = useState<Draft | null>(null);
  const isDraftCurrent = draft !== null && Object.is(draft.value, value);
  const text = isDraftCurrent ? draft.text : formatNumber(value);
  const parsed = parseNumberText(text, props, unit);

  const onType = (typed: string) => {
    const next = parseNumberText(typed, props, unit);
    const nextValue =
      next.kind === 'number' ? next.value : next.kind === 'empty' && !isRequired ? null : value;
    setDraft({ text: typed, value: nextValue });
    if (!Object.is(nextValue, value)) onChange(nextValue);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const count = (stepsOfKey[event.key] ?? 0) * (event.shiftKey && event.key.startsWith('Arrow') ? 10 : 1);
    if (count === 0) return;
    event.preventDefault();
    setDraft(null);
    onChange(stepNumber(value, count, { step, min, max }));
  };

  return (
    <FieldFrame {...props} problem={describeProblem(parsed, isRequired)}>
      {(control) => (
        <div className={fieldStyles.box}>
          <input
            {...control}
            type="text"
            inputMode="decimal"
            role="spinbutton"
            aria-valuenow={plainNumber(value ?? undefined)}
            aria-valuemin={plainNumber(min)}
            aria-valuemax={plainNumber(max)}
            aria-valuetext={value === null ? 'empty' : [formatNumber(value), unit].filter(Boolean).join(' ')}
            value={text}
            placeholder={placeholder}
            disabled={props.isDisabled}
            autoComplete="off"
            className={fieldStyles.input}
            onChange={(event) => onType(event.target.value)}
            onKeyDown={onKeyDown}
            onBlur={() => parsed.kind !== 'invalid' && setDraft(null)}
          />
          {unit !== undefined && (
            <span aria-hidden className={fieldStyles.adornment}>
              {unit}
            </span>
          )}
        </div>
      )}
    </FieldFrame>
  );
}

function describeProblem(
  parsed: ReturnType<typeof parseNumberText>,
  isRequired: boolean,
): string | undefined {
  if (parsed.kind === 'invalid') return parsed.problem;
  return parsed.kind === 'empty' && isRequired ? 'Enter a number.' : undefined;
}

/** Attributes take no powers of ten: 1e-9 is 0.000000001 there. */
function plainNumber(value: number | undefined): number | undefined {
  return value === undefined || Math.abs(value) >= 1e-6 ? value : Number(value.toFixed(6));
}

function formatNumber(value: number | null): string {
  return value === null ? '' : String(value);
}
