import { explainFault } from '../core/fault-words.ts';
import { encodeFault } from '../core/fault.ts';
import { formatBytes, formatDuration, formatPercent } from '../core/quantity.ts';
import { summaryQuery } from '../state/summaries.ts';
import { queryClient } from '../state/services.ts';
import { useScans, type ScanProgress } from '../state/scans.ts';
import { chooseScan } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import styles from './ScanStatus.module.css';
import type { Analysis } from './use-analyses.ts';

/** How far the reading of the weights is, with a way to stop it and a way to go on. */
export function ScanStatus({ analysis }: { readonly analysis: Analysis }) {
  const { source, summary, fault, choice } = analysis;
  const progress = useScans((scans) => scans[source.catalogue.fingerprint]) ?? null;
  const read = (next: 'full' | 'sample') => {
    void queryClient.resetQueries({ queryKey: summaryQuery(source, next).queryKey });
    chooseScan(source.id, next);
  };
  const stop = (next: 'sample' | 'stopped') => {
    chooseScan(source.id, next);
    void queryClient.cancelQueries({ queryKey: summaryQuery(source, 'full').queryKey });
    if (next === 'stopped')
      void queryClient.cancelQueries({ queryKey: summaryQuery(source, 'sample').queryKey });
  };

  if (fault !== null) {
    const { title, body, remedy } = explainFault(encodeFault(fault));
    const again = (
      <Button size="small" onClick={() => read('full')}>
        Try again
      </Button>
    );
    return (
      <Notice tone="danger" title={title} remedy={remedy} actions={again}>
        {body}
      </Notice>
    );
  }
  if (summary?.kind === 'sample') {
    return (
      <p className={styles.line}>
        <span className={styles.estimate}>Estimate from a sample of every tensor.</span>
        <Button size="small" onClick={() => read('full')}>
          Read all weights
        </Button>
      </p>
    );
  }
  if (summary !== null) return null;
  if (choice === 'stopped') {
    const share =
      progress === null || progress.totalBytes === 0 ? 0 : progress.doneBytes / progress.totalBytes;
    return (
      <p className={styles.line}>
        <span className={styles.estimate}>
          Stopped after {formatPercent(share)} of the weights; figures are estimates.
        </span>
        <Button size="small" onClick={() => read('full')}>
          Read all weights
        </Button>
      </p>
    );
  }
  return (
    <div className={styles.scan}>
      <ProgressBar
        label={
          progress === null || progress.state === 'waiting'
            ? 'Waiting to read the weights'
            : 'Reading the weights'
        }
        fraction={
          progress === null || progress.totalBytes === 0 ? null : progress.doneBytes / progress.totalBytes
        }
        detail={progress === null ? undefined : detailOf(progress)}
      />
      {choice === 'full' && (
        <Button size="small" onClick={() => stop('sample')}>
          Stop at a sample
        </Button>
      )}
      <Button size="small" onClick={() => stop('stopped')}>
        Cancel
      </Button>
    </div>
  );
}

function detailOf({ doneBytes, totalBytes, rate }: ScanProgress): string {
  const amount = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
  if (rate <= 0) return amount;
  return `${amount} · ${formatBytes(rate)}/s · ${formatDuration((totalBytes - doneBytes) / rate)} left`;
}
