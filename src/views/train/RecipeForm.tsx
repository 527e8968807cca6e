import { partNames, runSettings, withValue, type PartName } from '../../core/recipe-path.ts';
import { runParameters } from '../../core/run-parameters.ts';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import { changeView, useView } from '../../state/view.ts';
import { DatasetField } from './DatasetField.tsx';
import { ParameterField } from './ParameterField.tsx';
import { PartField } from './PartField.tsx';
import styles from './RecipeForm.module.css';
import { RegularizersField } from './RegularizersField.tsx';
import { StartField } from './StartField.tsx';
import { useMisfits } from './use-misfits.ts';
import { useSettled } from './use-settled.ts';

/** Time after which a slider counts as let go. */
const SETTLED_MS = 250;

/** The whole recipe, drawn from what each part declares. A folded line says what is chosen. */
export function RecipeForm({ offer }: { readonly offer: TrainerOffer }) {
  const recipe = useView((view) => view.recipe);
  const misfits = useMisfits(offer, useSettled(recipe, SETTLED_MS));
  const partField = (slot: PartName) => (
    <PartField key={slot} offer={offer} recipe={recipe} slot={slot} misfits={misfits[slot]} />
  );
  const model = partNames.filter((slot) => slot !== 'dataset' && slot !== 'loss' && slot !== 'optimizer');
  return (
    <div className={styles.form}>
      <section className={styles.group} aria-label="Data and model">
        <DatasetField offer={offer} recipe={recipe} />
        {model.map(partField)}
      </section>
      <section className={styles.group} aria-label="What is minimised, and how">
        {partField('loss')}
        <RegularizersField offer={offer} recipe={recipe} />
        {partField('optimizer')}
        <StartField offer={offer} recipe={recipe} />
      </section>
      <section className={styles.numbers} aria-label="Length and seed">
        {runSettings.map((name) => (
          <ParameterField
            key={name}
            parameter={runParameters[name]}
            value={recipe[name]}
            onChange={(value) => changeView({ recipe: withValue(recipe, name, value) })}
          />
        ))}
      </section>
    </div>
  );
}
