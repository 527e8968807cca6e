import { BrainCircuit } from 'lucide-react';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { CaseStudyOffer } from '../case-study/CaseStudyOffer.tsx';
import styles from './FirstSteps.module.css';
import { useRecipeIntoForm } from './PresetMenu.tsx';

/** Presets that show something by themselves; the others are behind the button. */
const MOST_OFFERED = 6;

/** What stands where runs will be, while there are none: what to do, and experiments to begin with. */
export function FirstSteps({ offer }: { readonly offer: TrainerOffer }) {
  const { presets } = offer;
  const intoForm = useRecipeIntoForm();
  return (
    <Card title="First steps" isTitleHidden>
      <EmptyState title="Nothing is trained yet" icon={BrainCircuit}>
        Press Train: small experts and a gate learn what the recipe says, and here you watch, while they do,
        which expert takes what. Runs are kept in this browser.
      </EmptyState>
      {presets.length > 0 && (
        <>
          <h3 className={styles.heading}>Or begin with a preset</h3>
          <ul className={styles.presets}>
            {presets.slice(0, MOST_OFFERED).flatMap(({ id, name, explanation, rows: [first] }) =>
              first === undefined ? (
                []
              ) : (
                <li key={id}>
                  <button
                    type="button"
                    className={styles.preset}
                    onClick={() => intoForm(first.recipe, name)}
                  >
                    <span className={styles.name}>{name}</span>
                    <span className={styles.words}>{explanation}</span>
                  </button>
                </li>
              ),
            )}
          </ul>
        </>
      )}
      <CaseStudyOffer offer={offer} />
    </Card>
  );
}
