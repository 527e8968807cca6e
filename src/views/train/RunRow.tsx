import { CopyPlus, Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { formatCount, formatPercent } from '../../core/quantity.ts';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import type { RunRecord } from '../../state/training/run-record.ts';
import { deleteRuns, renameRun, toggleCompared, useRuns } from '../../state/training/runs.ts';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { liveLook } from '../../ui/look/chart-look.ts';
import { Menu } from '../../ui/Menu.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { RenameDialog } from '../RenameDialog.tsx';
import { useRecipeIntoForm } from './PresetMenu.tsx';
import { partIn } from './recipe-words.ts';
import styles from './RunRow.module.css';
import { fractionDone, isUnderWay, runStateText } from './run-words.ts';

export interface RunRowProps {
  readonly run: RunRecord;
  readonly offer: TrainerOffer;
  /** True if the results of a group are shown in place of a run. */
  readonly isGroupShown: boolean;
  readonly onShow: (id: string) => void;
}

/** One run: its name shows it, its box puts it beside the one that is shown. */
export function RunRow({ run, offer, isGroupShown, onShow }: RunRowProps) {
  const isSelected = useRuns((runs) => runs.selected === run.id) && !isGroupShown;
  const place = useRuns((runs) => runs.compared.indexOf(run.id));
  const { dataset, router } = run.recipe;
  const datasetName = partIn(offer, 'dataset', dataset.id)?.name ?? run.facts?.datasetName ?? dataset.id;
  const routerName = partIn(offer, 'router', router.id)?.name ?? router.id;
  const facts = [runStateText(run), datasetName, routerName, `step ${formatCount(run.step)}`];
  return (
    <div className={styles.row} data-selected={isSelected} data-state={run.state}>
      <Checkbox
        label={`Compare ${run.name}`}
        isLabelHidden
        isChecked={isSelected || place >= 0}
        isDisabled={isSelected}
        colour={isSelected ? liveLook.series[0] : place >= 0 ? liveLook.series[place + 1] : undefined}
        onChange={() => toggleCompared(run.id)}
      />
      <button
        type="button"
        className={styles.name}
        aria-current={isSelected ? 'true' : undefined}
        onClick={() => onShow(run.id)}
      >
        <span className={styles.title}>{run.name}</span>
        <span className={styles.facts}>{facts.join(' · ')}</span>
        {isUnderWay(run) && (
          <span className={styles.track} aria-hidden>
            <span className={styles.bar} style={{ width: `${100 * fractionDone(run)}%` }} />
          </span>
        )}
      </button>
      <span className={styles.accuracy} title="Accuracy on the whole test split">
        {run.test === null ? '–' : formatPercent(run.test.accuracy, 2)}
      </span>
      <RunMenu run={run} />
    </div>
  );
}

function RunMenu({ run }: { readonly run: RunRecord }) {
  const [isRenaming, setIsRenaming] = useState(false);
  const toast = useToast();
  const intoForm = useRecipeIntoForm();
  const remove = () => {
    const undo = deleteRuns([run.id]);
    toast({ text: `${run.name} is deleted.`, action: { label: 'Undo', onSelect: undo } });
  };
  return (
    <>
      <Menu
        label={`More for ${run.name}`}
        icon={Ellipsis}
        isIconOnly
        size="small"
        variant="quiet"
        align="end"
        sections={[
          {
            items: [
              { label: 'Rename', icon: Pencil, onSelect: () => setIsRenaming(true) },
              {
                label: 'Recipe into the form',
                icon: CopyPlus,
                onSelect: () => intoForm(run.recipe, run.name),
              },
            ],
          },
          { items: [{ label: 'Delete', icon: Trash2, isDanger: true, onSelect: remove }] },
        ]}
      />
      {isRenaming && (
        <RenameDialog
          label={run.name}
          hint="In the list of runs, in legends and in exports."
          onRename={(name) => renameRun(run.id, name)}
          onClose={() => setIsRenaming(false)}
        />
      )}
    </>
  );
}
