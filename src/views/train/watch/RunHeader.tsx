import { formatCount } from '../../../core/quantity.ts';
import type { RunRecord, RunState } from '../../../state/training/run-record.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Card } from '../../../ui/Card.tsx';
import { ProgressBar } from '../../../ui/ProgressBar.tsx';
import { backendTitles } from '../backend-words.ts';
import { fractionDone } from '../run-words.ts';
import { progressText } from './progress-words.ts';
import { RunControls } from './RunControls.tsx';
import { RunFailure } from './RunFailure.tsx';
import styles from './RunHeader.module.css';

const stateTitles: Readonly<Record<RunState, string>> = {
  queued: 'Waits for the run before it',
  starting: 'Reading the dataset',
  running: 'Training',
  paused: 'Paused',
  failed: 'Stopped by a fault',
  done: 'Done',
};

/** What a run is, how far it has come, and what can be done with it. */
export function RunHeader({ run }: { readonly run: RunRecord }) {
  const { name, facts, state, fractionRead, recipe } = run;
  const isReading = state === 'starting';
  return (
    <Card
      title={name}
      subtitle={`${facts?.datasetName ?? recipe.dataset.id} · batches of ${formatCount(recipe.batchSize)} · seed ${recipe.seed}`}
      actions={<BackendBadge run={run} />}
    >
      <div className={styles.body}>
        <ProgressBar
          label={stateTitles[state]}
          fraction={isReading ? (fractionRead > 0 ? fractionRead : null) : fractionDone(run)}
          detail={progressText(run)}
        />
        {state === 'failed' && <RunFailure run={run} />}
        <RunControls run={run} />
      </div>
    </Card>
  );
}

/** Where it is computed; a graphics card that the processor imitates is said to be one. */
function BackendBadge({ run: { backend } }: { readonly run: RunRecord }) {
  if (backend === null) return null;
  const where = `${backendTitles[backend.name]} · ${backend.device}`;
  return (
    <>
      <Badge>{where}</Badge>
      {backend.isSoftware && <Badge tone="warning">software, slow</Badge>}
    </>
  );
}
