import { Grid3x3, Play, Repeat } from 'lucide-react';
import { useState } from 'react';
import type { Recipe } from '../../core/recipe.ts';
import type { BackendName, TrainerOffer } from '../../state/training/offered-parts.ts';
import { repeatWithSeeds, startRun } from '../../state/training/run-actions.ts';
import { useRuns } from '../../state/training/runs.ts';
import { Button } from '../../ui/Button.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { GridDialog } from './GridDialog.tsx';
import { recipeName } from './recipe-words.ts';
import { freeName } from './run-words.ts';
import styles from './TrainActions.module.css';

export interface TrainActionsProps {
  readonly offer: TrainerOffer;
  readonly recipe: Recipe;
  readonly backend: BackendName | null;
  /** Whether the recipe can be trained, and its dataset is there. */
  readonly isPossible: boolean;
  readonly onStart: () => void;
}

const SEEDS = [3, 5, 10];

/** Train once, with several seeds, or over a grid. */
export function TrainActions({ offer, recipe, backend, isPossible, onStart }: TrainActionsProps) {
  const [isGridOpen, setIsGridOpen] = useState(false);
  const options = { name: recipeName(offer, recipe), backend };
  const started = (start: () => void) => {
    start();
    onStart();
  };
  const startOne = () =>
    startRun(recipe, { ...options, name: freeName(options.name, useRuns.getState().records) });
  return (
    <div className={styles.actions}>
      <Button
        variant="primary"
        size="large"
        icon={Play}
        disabled={!isPossible}
        className={styles.train}
        onClick={() => started(startOne)}
      >
        Train
      </Button>
      <Menu
        label="More runs"
        size="large"
        align="end"
        sections={[
          {
            heading: 'The same with other seeds',
            items: SEEDS.map((seeds) => ({
              label: `${seeds} seeds`,
              icon: Repeat,
              isDisabled: !isPossible,
              onSelect: () => started(() => repeatWithSeeds(recipe, seeds, options)),
            })),
          },
          {
            heading: 'Several values of some settings',
            items: [{ label: 'Grid …', icon: Grid3x3, onSelect: () => setIsGridOpen(true) }],
          },
        ]}
      />
      {isGridOpen && (
        <GridDialog
          offer={offer}
          recipe={recipe}
          backend={backend}
          onStart={() => started(() => setIsGridOpen(false))}
          onClose={() => setIsGridOpen(false)}
        />
      )}
    </div>
  );
}
