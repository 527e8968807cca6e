import { BrainCircuit, Play } from 'lucide-react';
import { defaultRecipe } from '../core/recipe-defaults.ts';
import { startRun } from '../state/training/run-actions.ts';
import { changeView } from '../state/view.ts';
import { Button } from '../ui/Button.tsx';
import styles from './TrainCard.module.css';

/** The other way to a model: train one. One press starts a run that needs nothing else. */
export function TrainCard() {
  const train = () => {
    changeView({ panel: 'train', recipe: defaultRecipe });
    startRun(defaultRecipe, { name: 'First digits: Switch, 8 experts, MNIST' });
  };
  return (
    <section className={styles.card} aria-labelledby="train-here">
      <span className={styles.icon}>
        <BrainCircuit size={22} strokeWidth={1.5} aria-hidden />
      </span>
      <h2 id="train-here" className={styles.title}>
        Train a small MoE
      </h2>
      <p className={styles.words}>
        Teaches eight small experts and a gate to read handwritten digits, in this page and in about a minute:
        watch which expert takes which digits, then open the result like any other checkpoint.
      </p>
      <div className={styles.actions}>
        <Button size="large" icon={Play} onClick={train}>
          Train on MNIST
        </Button>
        <Button size="large" variant="quiet" onClick={() => changeView({ panel: 'train' })}>
          Choose a recipe
        </Button>
      </div>
    </section>
  );
}
