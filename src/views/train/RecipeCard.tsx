import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { chooseBackend, useBackendChoice } from '../../state/training/backend-choice.ts';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import { recipeFactsQuery } from '../../state/training/trainer-offer.ts';
import { useView } from '../../state/view.ts';
import { Card } from '../../ui/Card.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { BackendField } from './BackendField.tsx';
import { MissingData } from './DatasetField.tsx';
import { PresetMenu } from './PresetMenu.tsx';
import styles from './RecipeCard.module.css';
import { RecipeFactsView } from './RecipeFactsView.tsx';
import { RecipeForm } from './RecipeForm.tsx';
import { TrainActions } from './TrainActions.tsx';
import { useSettled } from './use-settled.ts';

export interface RecipeCardProps {
  readonly offer: TrainerOffer;
  readonly onStart: () => void;
}

const SETTLED_MS = 120;
const noProblems: readonly string[] = [];

/** What is to be trained next: the recipe, what it comes to, what is wrong with it, and the way to start. */
export function RecipeCard({ offer, onStart }: RecipeCardProps) {
  const recipe = useView((view) => view.recipe);
  const backend = useBackendChoice(({ wanted }) => wanted);
  const settled = useSettled(recipe, SETTLED_MS);
  const { data: facts } = useQuery({ ...recipeFactsQuery(settled), placeholderData: keepPreviousData });
  const dataset = offer.datasets.find(({ id }) => id === recipe.dataset.id);
  const isMissing = (dataset?.missing.length ?? 0) > 0;
  const problems = facts?.problems ?? noProblems;
  return (
    <Card
      title="Recipe"
      subtitle="What is trained next; it is part of the link"
      actions={<PresetMenu offer={offer} backend={backend} onStart={onStart} />}
      className={styles.card}
    >
      <div className={styles.body}>
        <TrainActions
          offer={offer}
          recipe={recipe}
          backend={backend}
          isPossible={!isMissing && problems.length === 0}
          onStart={onStart}
        />
        {isMissing && <MissingData dataset={dataset} />}
        {problems.length > 0 && (
          <Notice tone="warning" title="This recipe can’t be trained yet">
            <ul className={styles.problems}>
              {problems.map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
            </ul>
          </Notice>
        )}
        {facts !== undefined && problems.length === 0 && <RecipeFactsView facts={facts} />}
        <RecipeForm offer={offer} />
        <BackendField value={backend} onChange={chooseBackend} />
      </div>
    </Card>
  );
}
