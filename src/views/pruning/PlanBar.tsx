import { Copy, Pencil, Plus, Redo2, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import {
  addPlan,
  MOST_PLANS,
  planName,
  plansOf,
  redo,
  removePlan,
  renamePlan,
  shownIndex,
  showPlan,
  undo,
  useCanUndo,
} from '../../state/plans.ts';
import { useView } from '../../state/view.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { liveLook } from '../../ui/look/chart-look.ts';
import { useToast } from '../../ui/Toasts.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { RenameDialog } from '../RenameDialog.tsx';
import styles from './PlanBar.module.css';
import { PlanExport } from './PlanExport.tsx';
import type { CostsProps } from './use-plans.ts';

/** The plans that are compared, which of them is edited, and what is done with a plan as a whole. */
export function PlanBar(props: CostsProps) {
  const plans = plansOf({ plans: useView((view) => view.plans) });
  const shown = useView(shownIndex);
  const can = useCanUndo();
  const toast = useToast();
  const [isNaming, setIsNaming] = useState(false);
  const plan = plans[shown]!;
  const name = planName(plan, shown);
  const isFull = plans.length >= MOST_PLANS;
  const remove = () => {
    removePlan(shown);
    toast({ text: `${name} is removed`, action: { label: 'Undo', onSelect: undo } });
  };
  return (
    <div className={styles.bar} role="group" aria-label="Plans">
      <div className={styles.plans}>
        {plans.map((one, i) => (
          <Chip
            key={i}
            label={planName(one, i)}
            colour={liveLook.series[i]}
            isSelected={i === shown}
            onSelect={() => showPlan(i)}
          />
        ))}
        <IconButton
          size="small"
          icon={Plus}
          label={isFull ? 'Four plans are the most' : 'New plan'}
          disabled={isFull}
          onClick={() => addPlan([])}
        />
      </div>
      <div className={styles.actions}>
        <IconButton size="small" icon={Undo2} label="Undo" disabled={!can.undo} onClick={undo} />
        <IconButton size="small" icon={Redo2} label="Redo" disabled={!can.redo} onClick={redo} />
        <IconButton size="small" icon={Pencil} label="Rename plan" onClick={() => setIsNaming(true)} />
        <IconButton
          size="small"
          icon={Copy}
          label="Copy plan"
          disabled={isFull}
          onClick={() => addPlan(plan.actions)}
        />
        <IconButton
          size="small"
          icon={Trash2}
          label="Remove plan"
          disabled={plans.length === 1 && plan.actions.length === 0}
          onClick={remove}
        />
        <PlanExport {...props} />
      </div>
      {isNaming && (
        <RenameDialog
          label={name}
          hint="In comparisons, in links and in files."
          onRename={renamePlan}
          onClose={() => setIsNaming(false)}
        />
      )}
    </div>
  );
}
