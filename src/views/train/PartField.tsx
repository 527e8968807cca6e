import { withValue, type PartName } from '../../core/recipe-path.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import { changeView } from '../../state/view.ts';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './PartField.module.css';
import { PartSettings } from './PartSettings.tsx';
import { partIn, partNote, partSlots } from './recipe-words.ts';

export interface PartFieldProps {
  readonly offer: TrainerOffer;
  readonly recipe: Recipe;
  readonly slot: PartName;
  /** Ids that the rest of the recipe does not go with. */
  readonly misfits: ReadonlySet<string>;
}

/** One part of the recipe: which it is, folded; to change it and its settings, unfolded. */
export function PartField({ offer, recipe, slot, misfits }: PartFieldProps) {
  const { label, explanation, parts } = partSlots[slot];
  const choice = recipe[slot];
  const part = partIn(offer, slot, choice.id);
  const optionOf = ({ id, name }: { readonly id: string; readonly name: string }) => ({
    value: id,
    label: name,
  });
  const fitting = parts(offer).filter(({ id }) => !misfits.has(id));
  const others = parts(offer).filter(({ id }) => misfits.has(id));
  const unknown = part === undefined ? [{ value: choice.id, label: choice.id }] : [];
  return (
    <Disclosure summary={label} note={partNote(offer, slot, choice)}>
      <div className={styles.part}>
        <Select
          label={label}
          explain={<Explain title={label}>{explanation}</Explain>}
          value={choice.id}
          onChange={(id) => changeView({ recipe: withValue(recipe, slot, id) })}
          options={[
            ...unknown,
            ...fitting.map(optionOf),
            ...(others.length === 0
              ? []
              : [{ label: 'Not with the rest of this recipe', options: others.map(optionOf) }]),
          ]}
        />
        {part !== undefined && (
          <PartSettings
            part={part}
            choice={choice}
            onChange={(key, value) => changeView({ recipe: withValue(recipe, `${slot}.${key}`, value) })}
          />
        )}
      </div>
    </Disclosure>
  );
}
