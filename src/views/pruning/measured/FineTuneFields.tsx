import type { FineTuneChoice, FineTuneMethod } from '../../../core/pruning/fine-tune.ts';
import { formatNumber } from '../../../core/quantity.ts';
import { Explain } from '../../../ui/Explain.tsx';
import { NumberField } from '../../../ui/NumberField.tsx';
import { Select } from '../../../ui/Select.tsx';
import { Slider } from '../../../ui/Slider.tsx';
import { logScale } from '../../../ui/slider-scale.ts';
import weightStyles from '../WeightsFields.module.css';
import { fineTuneWords } from './fine-tune-words.ts';

export interface FineTuneFieldsProps {
  readonly choice: FineTuneChoice;
  /** Experts a token, as the model is; null where it is not known. */
  readonly topK: number | null;
  readonly onChange: (choice: FineTuneChoice) => void;
}

const rates = logScale({ min: 1e-5, max: 0.1 });
const strengths = logScale({ min: 1e-4, max: 1 });
const MOST_EPOCHS = 100;

const methods = Object.entries(fineTuneWords).map(([value, { name }]) => ({
  value: value as FineTuneMethod,
  label: name,
}));

/** How a pruned model is trained on. */
export function FineTuneFields({ choice, topK, onChange }: FineTuneFieldsProps) {
  const { method, epochs, rate, strength } = choice;
  const { text, reference } = fineTuneWords[method];
  return (
    <div className={weightStyles.fields}>
      <Select
        label="What learns"
        value={method}
        onChange={(next) => onChange({ ...choice, method: next })}
        options={methods}
        explain={
          <Explain title={fineTuneWords[method].name} reference={reference}>
            {text}
          </Explain>
        }
      />
      <div className={weightStyles.pair}>
        <NumberField
          label="Epochs"
          isInteger
          isRequired
          min={1}
          max={MOST_EPOCHS}
          value={epochs}
          onChange={(next) => next !== null && onChange({ ...choice, epochs: next })}
        />
        <Slider
          label="Learning rate"
          scale={rates}
          value={rate}
          format={formatNumber}
          onChange={(next) => onChange({ ...choice, rate: next })}
        />
      </div>
      {method === 'entropy' && (
        <div className={weightStyles.pair}>
          <Select
            label="Experts a sample in the end"
            value={String(choice.topK ?? topK ?? 1)}
            onChange={(k) => onChange({ ...choice, topK: Number(k) })}
            options={Array.from({ length: topK ?? 1 }, (_, i) => ({
              value: String(i + 1),
              label: i + 1 === topK ? `${i + 1}, as it is` : String(i + 1),
            }))}
          />
          <Slider
            label="Strength λ"
            scale={strengths}
            value={strength}
            format={formatNumber}
            onChange={(next) => onChange({ ...choice, strength: next })}
          />
        </div>
      )}
    </div>
  );
}
