import type { ReactNode } from 'react';
import { formatPercent } from '../../core/quantity.ts';
import { FieldGroup } from '../../ui/Field.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Slider } from '../../ui/Slider.tsx';
import { linearScale } from '../../ui/slider-scale.ts';
import styles from './AmountField.module.css';

export interface ShareFieldProps {
  readonly label: string;
  /** In [0, 1]. */
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly explain?: ReactNode;
}

const shareScale = linearScale({ min: 0, max: 1, step: 0.001 });

/** A share by eye, or by the digit in the field beside it. */
export function ShareField({ label, value, onChange, explain }: ShareFieldProps) {
  return (
    <FieldGroup label={label} explain={explain}>
      <div className={styles.line}>
        <Slider
          label={label}
          isLabelHidden
          scale={shareScale}
          value={value}
          onChange={onChange}
          format={(share) => formatPercent(share)}
        />
        <NumberField
          label={`${label}, in percent`}
          isLabelHidden
          isRequired
          unit="%"
          min={0}
          max={100}
          step={0.1}
          value={Number((value * 100).toFixed(4))}
          onChange={(percent) => percent !== null && onChange(Number((percent / 100).toPrecision(8)))}
        />
      </div>
    </FieldGroup>
  );
}

export interface CountFieldProps {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly format: (value: number) => string;
  readonly explain?: ReactNode;
}

/** A whole number by eye, or by the digit. */
export function CountField({ label, min, max, value, onChange, format, explain }: CountFieldProps) {
  return (
    <FieldGroup label={label} explain={explain}>
      <div className={styles.line}>
        <Slider
          label={label}
          isLabelHidden
          scale={linearScale({ min, max: Math.max(min + 1, max), step: 1 })}
          value={value}
          onChange={onChange}
          format={format}
          isDisabled={max <= min}
        />
        <NumberField
          label={`${label}, as a number`}
          isLabelHidden
          isRequired
          isInteger
          min={1}
          max={max}
          value={value}
          onChange={(count) => count !== null && onChange(count)}
        />
      </div>
    </FieldGroup>
  );
}
