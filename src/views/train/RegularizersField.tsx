import { Plus, X } from 'lucide-react';
import { withValue } from '../../core/recipe-path.ts';
import type { PartChoice, Recipe } from '../../core/recipe.ts';
import type { PartOffer, TrainerOffer } from '../../state/training/offered-parts.ts';
import { changeView } from '../../state/view.ts';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { PartSettings } from './PartSettings.tsx';
import { partIn, partNote } from './recipe-words.ts';
import styles from './RegularizersField.module.css';

/** What is added to the loss: terms on how samples are routed, and on the weights. */
export function RegularizersField({
  offer,
  recipe,
}: {
  readonly offer: TrainerOffer;
  readonly recipe: Recipe;
}) {
  const { regularizers } = recipe;
  const nameOf = ({ id }: PartChoice) => partIn(offer, 'regularizers', id)?.name ?? id;
  const noteOf = (terms: readonly PartChoice[]) =>
    terms.length === 1 ? partNote(offer, 'regularizers', terms[0]!) : terms.map(nameOf).join(', ');
  const change = (next: readonly PartChoice[]) => changeView({ recipe: { ...recipe, regularizers: next } });
  const absent = offer.regularizers.filter(({ id }) => !regularizers.some((term) => term.id === id));
  return (
    <Disclosure summary="Regularisers" note={regularizers.length === 0 ? 'none' : noteOf(regularizers)}>
      <div className={styles.terms}>
        {regularizers.length === 0 && (
          <p className={styles.none}>
            The loss alone is minimised: nothing keeps the experts evenly used, or their weights few.
          </p>
        )}
        {regularizers.map((term) => (
          <RegularizerTerm
            key={term.id}
            name={nameOf(term)}
            part={partIn(offer, 'regularizers', term.id)}
            term={term}
            recipe={recipe}
            onRemove={() => change(regularizers.filter(({ id }) => id !== term.id))}
          />
        ))}
        {absent.length > 0 && (
          <Menu
            label="Add a regulariser"
            icon={Plus}
            size="small"
            sections={[
              {
                items: absent.map(({ id, name }) => ({
                  label: name,
                  onSelect: () => change([...regularizers, { id, values: {} }]),
                })),
              },
            ]}
          />
        )}
      </div>
    </Disclosure>
  );
}

interface RegularizerTermProps {
  readonly name: string;
  readonly part: PartOffer | undefined;
  readonly term: PartChoice;
  readonly recipe: Recipe;
  readonly onRemove: () => void;
}

function RegularizerTerm({ name, part, term, recipe, onRemove }: RegularizerTermProps) {
  return (
    <section className={styles.term} aria-label={name}>
      <header className={styles.head}>
        <h3>{name}</h3>
        <IconButton label={`Remove ${name}`} icon={X} size="small" onClick={onRemove} />
      </header>
      {part !== undefined && (
        <PartSettings
          part={part}
          choice={term}
          onChange={(key, value) =>
            changeView({ recipe: withValue(recipe, `regularizers.${term.id}.${key}`, value) })
          }
        />
      )}
    </section>
  );
}
