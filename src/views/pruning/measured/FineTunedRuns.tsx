import { formatPercent } from '../../../core/quantity.ts';
import type { OpenSource } from '../../../state/session.ts';
import { openAsCheckpoint } from '../../../state/training/run-actions.ts';
import type { PrunedOrigin, RunRecord } from '../../../state/training/run-record.ts';
import { selectRun, useRuns } from '../../../state/training/runs.ts';
import { changeView } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { ProgressBar } from '../../../ui/ProgressBar.tsx';
import { fractionDone, isUnderWay, runStateText } from '../../train/run-words.ts';
import { FigureRow, FigureTable } from '../../FigureTable.tsx';
import { MeasuringFailed } from './MeasuredCard.tsx';
import styles from './FineTunedRuns.module.css';
import { differenceText } from './measures.ts';

type MendingRun = RunRecord & { readonly origin: PrunedOrigin };

function isOf(source: OpenSource) {
  return (run: RunRecord): run is MendingRun =>
    run.origin !== undefined &&
    (run.origin.parent === null
      ? run.origin.model === source.label
      : run.origin.parent === source.trained?.run);
}

/** Runs that went on from this model, each with what it was before the plan, after it, and after training. */
export function FineTunedRuns({ source }: { readonly source: OpenSource }) {
  const runs = useRuns(({ records }) => records).filter(isOf(source));
  if (runs.length === 0) return null;
  return (
    <ul className={styles.runs} aria-label="Trained on after pruning">
      {runs.map((run) => (
        <li key={run.id} className={styles.run}>
          <MendedRun run={run} />
        </li>
      ))}
    </ul>
  );
}

function MendedRun({ run }: { readonly run: MendingRun }) {
  const { id, name, origin, test, fault } = run;
  const watch = () => {
    selectRun(id);
    changeView({ panel: 'train' });
  };
  return (
    <>
      <p className={styles.name}>{name}</p>
      <FigureTable head={['Test accuracy', '', 'Change']}>
        <FigureRow label="Whole model" figures={[formatPercent(origin.before.before.accuracy, 2), '']} />
        <FigureRow
          label="Pruned"
          figures={[
            formatPercent(origin.before.after.accuracy, 2),
            differenceText(origin.before.after.accuracy - origin.before.before.accuracy, 'percent'),
          ]}
        />
        <FigureRow
          label="Pruned and trained on"
          figures={
            test === null
              ? ['–', '']
              : [
                  formatPercent(test.accuracy, 2),
                  differenceText(test.accuracy - origin.before.before.accuracy, 'percent'),
                ]
          }
        />
      </FigureTable>
      {isUnderWay(run) && <ProgressBar label={runStateText(run)} fraction={fractionDone(run)} />}
      {fault !== null && <MeasuringFailed fault={fault} />}
      <div className={styles.buttons}>
        <Button size="small" onClick={watch}>
          Watch under Train
        </Button>
        {run.state === 'done' && (
          <Button size="small" onClick={() => void openAsCheckpoint(id)}>
            Open as checkpoint
          </Button>
        )}
      </div>
    </>
  );
}
