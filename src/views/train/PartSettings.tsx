import type { ParameterValue } from '../../core/parameters.ts';
import type { PartChoice } from '../../core/recipe.ts';
import type { PartOffer } from '../../state/training/offered-parts.ts';
import { PaperLinks } from './PaperLinks.tsx';
import { ParameterField } from './ParameterField.tsx';
import styles from './PartSettings.module.css';

export interface PartSettingsProps {
  readonly part: PartOffer;
  readonly choice: PartChoice;
  readonly onChange: (key: string, value: ParameterValue) => void;
}

/** What a chosen part does, where it is from, and what it lets a person choose. */
export function PartSettings({ part, choice, onChange }: PartSettingsProps) {
  return (
    <div className={styles.settings}>
      <p className={styles.words}>{part.explanation}</p>
      <PaperLinks papers={part.papers} />
      {Object.entries(part.parameters).map(([key, parameter]) => (
        <ParameterField
          key={key}
          parameter={parameter}
          value={choice.values[key] ?? parameter.default}
          onChange={(value) => onChange(key, value)}
        />
      ))}
    </div>
  );
}
