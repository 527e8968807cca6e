import type { Parameter, ParameterValue } from '../../core/parameters.ts';
import { Explain } from '../../ui/Explain.tsx';
import { FieldGroup } from '../../ui/Field.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SegmentedControl } from '../../ui/SegmentedControl.tsx';
import { Select } from '../../ui/Select.tsx';
import { Slider } from '../../ui/Slider.tsx';
import { Switch } from '../../ui/Switch.tsx';
import { fieldStep, parameterScale } from './parameter-scale.ts';
import styles from './ParameterField.module.css';
import { formatSetting } from './recipe-words.ts';

export interface ParameterFieldProps {
  readonly parameter: Parameter;
  readonly value: ParameterValue;
  readonly onChange: (value: ParameterValue) => void;
}

/** Letters that fit beside each other in a segmented control of the form's width. */
const SEGMENT_LETTERS = 30;

/** One declared parameter, as the widget that suits it. */
export function ParameterField({ parameter, value, onChange }: ParameterFieldProps) {
  const { label, explanation } = parameter;
  const explain = <Explain title={label}>{explanation}</Explain>;
  if (parameter.type === 'boolean') {
    return <Switch label={label} isOn={value === true} onChange={onChange} explain={explain} />;
  }
  if (parameter.type === 'choice') {
    const common = { label, explain, value: String(value), onChange };
    const letters = parameter.choices.reduce((sum, choice) => sum + choice.label.length + 3, 0);
    return letters <= SEGMENT_LETTERS ? (
      <SegmentedControl {...common} size="small" segments={parameter.choices} />
    ) : (
      <Select {...common} size="small" options={parameter.choices} />
    );
  }
  return (
    <NumberSetting
      parameter={parameter}
      value={typeof value === 'number' ? value : parameter.default}
      onChange={onChange}
    />
  );
}

interface NumberSettingProps {
  readonly parameter: Extract<Parameter, { type: 'number' | 'integer' }>;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** By eye with a slider, or by the digit in the field beside it. */
function NumberSetting({ parameter, value, onChange }: NumberSettingProps) {
  const { label, explanation, min, max, type } = parameter;
  const scale = parameterScale(parameter);
  const field = (
    <NumberField
      label={label}
      isLabelHidden
      isRequired
      isInteger={type === 'integer'}
      min={min}
      max={max}
      step={fieldStep(parameter, value)}
      value={value}
      onChange={(next) => next !== null && onChange(next)}
    />
  );
  return (
    <FieldGroup label={label} explain={<Explain title={label}>{explanation}</Explain>}>
      <div className={styles.number}>
        {scale !== null && (
          <Slider
            label={label}
            isLabelHidden
            scale={scale}
            value={value}
            onChange={onChange}
            format={formatSetting}
          />
        )}
        <div className={styles.field}>{field}</div>
      </div>
    </FieldGroup>
  );
}
