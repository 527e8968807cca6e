import { Play } from 'lucide-react';
import { beginCaseStudy } from '../../state/case-study.ts';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import { Button } from '../../ui/Button.tsx';
import { MissingData } from '../train/DatasetField.tsx';
import styles from './CaseStudyOffer.module.css';

/** Of the preset that the page leads through. */
const PRESET = 'imdb-case-study';

export interface CaseStudyOfferProps {
  readonly offer: TrainerOffer;
  readonly onBegin?: () => void;
}

/** The way in: one press trains the model, and the steps after it are shown as they come. */
export function CaseStudyOffer({ offer, onBegin }: CaseStudyOfferProps) {
  const preset = offer.presets.find(({ id }) => id === PRESET);
  const first = preset?.rows[0];
  if (preset === undefined || first === undefined) return null;
  const dataset = offer.datasets.find(({ id }) => id === first.recipe.dataset.id);
  const isReady = dataset?.missing.length === 0;
  return (
    <section className={styles.offer} aria-label="Case study">
      <h3 className={styles.title}>Case study: how much of a sentiment model is needed?</h3>
      <p className={styles.words}>
        Train a mixture on reviews of films, read its sparsity curve, prune at the knee, train on, and see
        predicted and measured costs side by side: five steps, about two minutes of computing.
      </p>
      <div>
        <Button
          icon={Play}
          disabled={!isReady}
          onClick={() => {
            beginCaseStudy(first.recipe, 'Case study: IMDB, two of eight experts');
            onBegin?.();
          }}
        >
          Begin the case study
        </Button>
      </div>
      <MissingData dataset={dataset} />
    </section>
  );
}
