import { formatBytes } from '../../core/quantity.ts';
import { withValue } from '../../core/recipe-path.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { DatasetOffer, TrainerOffer } from '../../state/training/offered-parts.ts';
import { changeView } from '../../state/view.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './PartField.module.css';
import { PartSettings } from './PartSettings.tsx';
import { partIn, partSlots } from './recipe-words.ts';

/** What is learnt from: what is there, and how to get what is not. */
export function DatasetField({ offer, recipe }: { readonly offer: TrainerOffer; readonly recipe: Recipe }) {
  const { label, explanation } = partSlots.dataset;
  const { dataset: choice } = recipe;
  const chosen = offer.datasets.find(({ id }) => id === choice.id);
  const part = partIn(offer, 'dataset', choice.id);
  const optionOf = ({ id, name }: DatasetOffer): { value: string; label: string } => ({
    value: id,
    label: name,
  });
  const present = offer.datasets.filter(({ missing }) => missing.length === 0);
  const absent = offer.datasets.filter(({ missing }) => missing.length > 0);
  return (
    <Disclosure summary={label} note={chosen?.name ?? `${choice.id}?`}>
      <div className={styles.part}>
        <Select
          label={label}
          explain={<Explain title={label}>{explanation}</Explain>}
          value={choice.id}
          onChange={(id) => changeView({ recipe: withValue(recipe, 'dataset', id) })}
          options={[
            ...(chosen === undefined ? [{ value: choice.id, label: choice.id }] : []),
            ...present.map(optionOf),
            ...(absent.length === 0
              ? []
              : [{ label: 'To be installed first', options: absent.map(optionOf) }]),
          ]}
        />
        {part !== undefined && (
          <PartSettings
            part={part}
            choice={choice}
            onChange={(key, value) => changeView({ recipe: withValue(recipe, `dataset.${key}`, value) })}
          />
        )}
      </div>
    </Disclosure>
  );
}

/** What has to be fetched before a dataset can be used, with the commands for it. */
export function MissingData({ dataset }: { readonly dataset: DatasetOffer | undefined }) {
  const missing = dataset?.missing ?? [];
  if (dataset === undefined || missing.length === 0) return null;
  return (
    <Notice
      tone="info"
      title={`${dataset.name} is not installed`}
      remedy="Run this in the checkout that serves this page, then load the page again."
      actions={missing.map(({ name, command }) => (
        <CopyButton key={name} label="Copy command" size="small" text={command} />
      ))}
    >
      {missing.map(({ name, command, bytes }) => (
        <p key={name}>
          <code>{command}</code>
          {bytes > 0 && ` fetches ${formatBytes(bytes)}`}
        </p>
      ))}
    </Notice>
  );
}
