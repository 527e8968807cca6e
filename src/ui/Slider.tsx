import type { CSSProperties, KeyboardEvent } from 'react';
import { FieldFrame, type FieldProps } from './Field.tsx';
import type { SliderScale } from './slider-scale.ts';
import styles from './Slider.module.css';

export interface SliderTick {
  readonly value: number;
  readonly label?: string | undefined;
}

export interface SliderProps extends FieldProps {
  readonly scale: SliderScale;
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** The value in words, with its unit: on the label's line, and what screen readers say. */
  readonly format: (value: number) => string;
  readonly ticks?: readonly SliderTick[] | undefined;
  readonly isDisabled?: boolean | undefined;
}

const coarseKeys: Readonly<Record<string, number>> = { PageUp: 1, PageDown: -1 };
const arrowKeys: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
};

/**
 * A number out of a range, by eye. A native range input over the positions of a scale (`linearScale`, `logScale`): arrows take
 * fine steps, Shift with an arrow, Page Up and Page Down coarse ones, Home and End the ends.
 */
export function Slider(props: SliderProps) {
  const { scale, value, onChange, format, ticks = [], isDisabled } = props;
  const position = scale.toPosition(value);
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = coarseKeys[event.key] ?? (event.shiftKey ? arrowKeys[event.key] : undefined);
    if (direction === undefined) return;
    event.preventDefault();
    const next = Math.min(Math.max(position + direction * scale.coarse, 0), scale.positions);
    if (next !== position) onChange(scale.toValue(next));
  };
  const fractionOf = (at: number) => at / scale.positions;

  return (
    <FieldFrame {...props} aside={<output className={styles.value}>{format(value)}</output>}>
      {(control) => (
        <div className={styles.around} style={{ '--fraction': fractionOf(position) } as CSSProperties}>
          <input
            {...control}
            type="range"
            min={0}
            max={scale.positions}
            step={1}
            value={position}
            aria-valuetext={format(value)}
            disabled={isDisabled}
            className={styles.range}
            onChange={(event) => onChange(scale.toValue(event.target.valueAsNumber))}
            onKeyDown={onKeyDown}
          />
          {ticks.length > 0 && (
            <div aria-hidden className={styles.ticks}>
              {ticks.map((tick) => (
                <span
                  key={tick.value}
                  className={styles.tick}
                  style={{ '--at': fractionOf(scale.toPosition(tick.value)) } as CSSProperties}
                >
                  {tick.label}
                </span>
              ))}
            </div>
          )}
        </div>
      )}
    </FieldFrame>
  );
}
