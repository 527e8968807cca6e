/** What is to be done in each step, with the button that does it. */
import { FolderOpen, Scissors } from 'lucide-react';
import type { CurvePoint } from '../../core/sketch/measures.ts';
import { pruneAtKnee } from '../../state/case-study.ts';
import type { OpenSource } from '../../state/session.ts';
import { openAsCheckpoint, resumeRun } from '../../state/training/run-actions.ts';
import type { RunRecord } from '../../state/training/run-record.ts';
import { changeView } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { fractionDone, isUnderWay, runStateText } from '../train/run-words.ts';
import styles from './CaseStudy.module.css';

export function TrainStep({ run }: { readonly run: RunRecord | null }) {
  if (run === null) return <p>Its run was deleted: leave the case study, and begin it again.</p>;
  return (
    <>
      <p>Eight experts and a gate learn which words speak for a film, and which against it.</p>
      {isUnderWay(run) && <ProgressBar label={runStateText(run)} fraction={fractionDone(run)} />}
      {(run.state === 'paused' || run.state === 'failed') && (
        <div className={styles.buttons}>
          <Button size="small" onClick={() => resumeRun(run.id)}>
            Go on
          </Button>
        </div>
      )}
    </>
  );
}

export function ReadStep({ run }: { readonly run: RunRecord | null }) {
  if (run === null) return null;
  return (
    <>
      <p>
        The model opens like any checkpoint: the steeper its curve begins, the fewer weights hold the mass.
      </p>
      <div className={styles.buttons}>
        <Button
          size="small"
          variant="primary"
          icon={FolderOpen}
          onClick={() => void openAsCheckpoint(run.id)}
        >
          Open it as a checkpoint
        </Button>
      </div>
    </>
  );
}

interface PruneStepProps {
  readonly source: OpenSource | null;
  readonly knee: CurvePoint | null;
}

export function PruneStep({ source, knee }: PruneStepProps) {
  if (source === null || knee === null) return null;
  return (
    <>
      <p>
        What lies beyond the knee adds less than its share. One plan cuts there; another keeps one weight in a
        hundred.
      </p>
      <div className={styles.buttons}>
        <Button
          size="small"
          variant="primary"
          icon={Scissors}
          onClick={() => pruneAtKnee(source, knee.keptFraction)}
        >
          Make both plans
        </Button>
      </div>
    </>
  );
}

export function RetrainStep({ mended }: { readonly mended: RunRecord | null }) {
  if (mended !== null && isUnderWay(mended)) {
    return <ProgressBar label={runStateText(mended)} fraction={fractionDone(mended)} />;
  }
  return (
    <>
      <p>
        Compare “What it costs” with “What it really costs”, and both curves. Then press “Train on” below:
        what the plan took stays gone.
      </p>
      <div className={styles.buttons}>
        <Button size="small" onClick={() => changeView({ panel: 'pruning' })}>
          Show the plans
        </Button>
      </div>
    </>
  );
}

export function EvaluateStep({ mended }: { readonly mended: RunRecord | null }) {
  if (mended === null) return null;
  return (
    <>
      <p>
        The curve of weights told how much mass goes; the model told how much of it was needed. Open the
        result and read its curve again, or take it home.
      </p>
      <div className={styles.buttons}>
        <Button
          size="small"
          variant="primary"
          icon={FolderOpen}
          onClick={() => void openAsCheckpoint(mended.id)}
        >
          Open the result
        </Button>
        <Button size="small" onClick={() => changeView({ panel: 'pruning' })}>
          Show the plans
        </Button>
      </div>
    </>
  );
}
