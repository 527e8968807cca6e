import { Download, FolderOpen, Pause, Play, Square, StepForward } from 'lucide-react';
import { useState } from 'react';
import {
  downloadRun,
  openAsCheckpoint,
  pauseRun,
  resumeRun,
  stopRun,
} from '../../../state/training/run-actions.ts';
import type { RunRecord } from '../../../state/training/run-record.ts';
import { Button } from '../../../ui/Button.tsx';
import { isUnderWay } from '../run-words.ts';
import styles from './RunHeader.module.css';

/** The buttons that make sense now. */
export function RunControls({ run }: { readonly run: RunRecord }) {
  const { id, state } = run;
  return (
    <div className={styles.buttons}>
      {isUnderWay(run) && (
        <Button icon={Pause} onClick={() => pauseRun(id)}>
          Pause
        </Button>
      )}
      {(state === 'paused' || state === 'failed') && <RestingControls run={run} />}
      {(state === 'running' || state === 'paused') && (
        <Button icon={Square} variant="quiet" onClick={() => stopRun(id)}>
          Stop
        </Button>
      )}
      {!isUnderWay(run) && run.step > 0 && <ModelControls run={run} />}
    </div>
  );
}

function RestingControls({ run: { id } }: { readonly run: RunRecord }) {
  return (
    <>
      <Button icon={Play} variant="primary" onClick={() => resumeRun(id)}>
        Resume
      </Button>
      <Button icon={StepForward} onClick={() => resumeRun(id, 'step')}>
        Step
      </Button>
      <Button icon={StepForward} onClick={() => resumeRun(id, 'epoch')}>
        Epoch
      </Button>
    </>
  );
}

/** What is trained is a checkpoint like any other. */
function ModelControls({ run: { id } }: { readonly run: RunRecord }) {
  const [busy, setBusy] = useState<'open' | 'download' | null>(null);
  const during = async (what: 'open' | 'download', work: Promise<void>) => {
    setBusy(what);
    await work.finally(() => setBusy(null));
  };
  return (
    <>
      <Button
        icon={FolderOpen}
        isBusy={busy === 'open'}
        onClick={() => void during('open', openAsCheckpoint(id))}
      >
        Open as checkpoint
      </Button>
      <Button
        icon={Download}
        variant="quiet"
        isBusy={busy === 'download'}
        onClick={() => void during('download', downloadRun(id))}
      >
        Download
      </Button>
    </>
  );
}
