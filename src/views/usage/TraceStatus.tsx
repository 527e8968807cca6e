import { explainFault } from '../../core/fault-words.ts';
import { encodeFault, isAbort } from '../../core/fault.ts';
import { formatBytes } from '../../core/quantity.ts';
import { stopTrace, useTraceProgress, type OpenTrace } from '../../state/traces.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import styles from '../ScanStatus.module.css';

export interface TraceStatusProps {
  readonly trace: OpenTrace;
  readonly error: Error | null;
  readonly onRetry: () => void;
}

/** How far the reading is, with a way to stop it; or why there is nothing to show. */
export function TraceStatus({
  trace,
  isRead,
  error,
  onRetry,
}: TraceStatusProps & { readonly isRead: boolean }) {
  const progress = useTraceProgress(trace.id);
  if (progress !== null) {
    const { readBytes, totalBytes } = progress;
    return (
      <div className={styles.scan}>
        <ProgressBar
          label="Reading the trace"
          fraction={totalBytes === 0 ? null : readBytes / totalBytes}
          detail={`${formatBytes(readBytes)} of ${formatBytes(totalBytes)}`}
        />
        <Button size="small" onClick={() => stopTrace(trace.id)}>
          Stop
        </Button>
      </div>
    );
  }
  const again = (
    <Button size="small" onClick={onRetry}>
      {error === null || isAbort(error) ? 'Read the trace' : 'Try again'}
    </Button>
  );
  if (error !== null && !isAbort(error)) {
    const { title, body, remedy } = explainFault(encodeFault(error));
    return (
      <Notice tone="danger" title={title} remedy={remedy} actions={again}>
        {body}
      </Notice>
    );
  }
  if (isRead) return null;
  return <p className={styles.line}>Not read.{again}</p>;
}
