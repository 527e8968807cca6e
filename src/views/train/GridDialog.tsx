import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../core/quantity.ts';
import { gridName, gridSize, MOST_GRID_RUNS, type Grid, type GridAxis } from '../../core/recipe-grid.ts';
import type { RecipePath } from '../../core/recipe-path.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { BackendName, TrainerOffer } from '../../state/training/offered-parts.ts';
import { startGroup } from '../../state/training/run-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Explain } from '../../ui/Explain.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { axisOffers, axisText, parseAxis, type AxisOffer } from './grid-axes.ts';
import styles from './GridDialog.module.css';
import { usePossibleRuns } from './use-possible-runs.ts';

export interface GridDialogProps {
  readonly offer: TrainerOffer;
  readonly recipe: Recipe;
  readonly backend: BackendName | null;
  readonly onStart: () => void;
  readonly onClose: () => void;
}

interface AxisDraft {
  readonly path: RecipePath;
  readonly text: string;
}

const MOST_AXES = 3;
const MOST_SEEDS = 50;

/** Which settings to vary, at which values, with how many seeds. */
export function GridDialog({ offer, recipe, backend, onStart, onClose }: GridDialogProps) {
  const offers = axisOffers(offer, recipe);
  const [drafts, setDrafts] = useState<readonly AxisDraft[]>(() => offers.slice(0, 1).map(draftOf));
  const [seeds, setSeeds] = useState(3);
  const grid = gridOf(offer, offers, { drafts, seeds });
  const { runs: possible, impossible, problem } = usePossibleRuns(recipe, isTooLarge(grid) ? null : grid);
  const runs = grid !== null && isTooLarge(grid) ? gridSize(grid) : possible.length;
  const free = offers.filter(({ path }) => !drafts.some((draft) => draft.path === path));
  const replace = (at: number, draft: AxisDraft | null) =>
    setDrafts(drafts.flatMap((known, i) => (i === at ? (draft ?? []) : known)));
  const start = () => {
    if (grid === null || runs === 0 || runs > MOST_GRID_RUNS) return;
    startGroup(possible, { name: gridName(grid), backend });
    onStart();
  };
  return (
    <Dialog
      title="Train a grid"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={runs === 0 || runs > MOST_GRID_RUNS} onClick={start}>
            {runs === 0 ? 'Train' : `Train ${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'}`}
          </Button>
        </>
      }
    >
      <div className={styles.dialog}>
        <p className={styles.words}>
          Trains the recipe at every combination of these values, one run after another while the page is
          open. Everything else stays as it is in the form.
        </p>
        {drafts.map((draft, i) => (
          <div key={draft.path} className={styles.axis} role="group" aria-label={`Setting ${i + 1}`}>
            <Select
              label="Setting"
              value={draft.path}
              onChange={(path) => replace(i, draftOf(offers.find((one) => one.path === path)!))}
              options={offers
                .filter(({ path }) => path === draft.path || free.some((one) => one.path === path))
                .map(({ path, label }) => ({ value: path, label }))}
            />
            <TextField
              label="Values"
              value={draft.text}
              onChange={(text) => replace(i, { ...draft, text })}
              onSubmit={start}
              problem={parseAxis(offer, draft.path, draft.text).problem ?? undefined}
              hint="Parted by commas."
            />
            <IconButton
              label="Remove this setting"
              icon={X}
              className={styles.remove}
              onClick={() => replace(i, null)}
            />
          </div>
        ))}
        {drafts.length < MOST_AXES && free[0] !== undefined && (
          <Button size="small" icon={Plus} onClick={() => setDrafts([...drafts, draftOf(free[0]!)])}>
            Vary another setting
          </Button>
        )}
        <div className={styles.seeds}>
          <NumberField
            label="Seeds for each"
            value={seeds}
            min={1}
            max={MOST_SEEDS}
            isInteger
            isRequired
            onChange={(next) => next !== null && setSeeds(next)}
            explain={
              <Explain title="Seeds">
                Runs that differ in their random numbers alone. Their spread tells what of a difference is
                luck.
              </Explain>
            }
          />
        </div>
        {impossible > 0 && (
          <Notice
            tone="warning"
            title={`${formatCount(impossible)} of these combinations can’t be trained, and ${impossible === 1 ? 'is' : 'are'} left out`}
          >
            {problem}
          </Notice>
        )}
        {runs > MOST_GRID_RUNS && (
          <p className={styles.problem} role="alert">
            {formatCount(runs)} runs are too many: {MOST_GRID_RUNS} at most. Take away values or seeds.
          </p>
        )}
      </div>
    </Dialog>
  );
}

function isTooLarge(grid: Grid | null): boolean {
  return grid !== null && gridSize(grid) > MOST_GRID_RUNS;
}

function draftOf({ path, suggestion }: AxisOffer): AxisDraft {
  return { path, text: axisText(suggestion) };
}

/** Null while a value is wrong. */
function gridOf(
  offer: TrainerOffer,
  offers: readonly AxisOffer[],
  { drafts, seeds }: { readonly drafts: readonly AxisDraft[]; readonly seeds: number },
): Grid | null {
  const axes: GridAxis[] = [];
  for (const { path, text } of drafts) {
    const { values } = parseAxis(offer, path, text);
    if (values === null) return null;
    axes.push({ path, values, label: offers.find((one) => one.path === path)?.label ?? path });
  }
  return { axes, seeds };
}
