import { explainFault } from '../core/fault-words.ts';
import { encodeFault, type Fault } from '../core/fault.ts';
import { formatBytes, formatDuration, formatPercent } from '../core/quantity.ts';
import { scopeLabel } from '../state/curves.ts';
import { extentOf, onlyScope, settleForSample, startReading, stopReading } from '../state/reading.ts';
import { keptMark } from '../state/kept/kept-results.ts';
import { useScans, type ScanProgress } from '../state/scans.ts';
import type { Extent, OpenSource } from '../state/session.ts';
import { isRemote } from '../state/view.ts';
import { hasWeights } from '../state/weights.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { KeptLine } from './KeptLine.tsx';
import { RemoteOffers } from './RemoteOffers.tsx';
import styles from './ScanStatus.module.css';
import type { Analysis } from './use-analyses.ts';

/** What has been read of the weights, how far the reading is, with ways to stop it, to go on and to read more. */
export function ScanStatus({ analysis }: { readonly analysis: Analysis }) {
  const { source, summary, fault, choice } = analysis;
  const progress = useScans((scans) => scans[source.catalogue.fingerprint]) ?? null;
  const read = (to: Extent) => startReading(source, { from: choice, to });
  if (fault !== null) return <FailedReading fault={fault} onAgain={() => read(extentOf(choice))} />;

  const isUnderWay = summary === null && choice !== 'unasked' && choice !== 'stopped';
  if (isUnderWay) return <Reading source={source} choice={choice} progress={progress} />;
  const state = stateOf(analysis, progress);
  const kept = summary === null ? null : keptMark(summary);
  if (state === null && kept === null) return null;
  return (
    <div className={styles.line}>
      {kept !== null && <KeptLine source={source} extent={extentOf(choice)} kept={kept} />}
      {state !== null && (
        <span className={isEstimate(analysis) ? styles.estimate : styles.words}>{state}</span>
      )}
      {state === null || !hasWeights(source) ? null : isRemote(source.ref) ? (
        <RemoteOffers source={source} onRead={read} />
      ) : (
        <Button size="small" onClick={() => read('full')}>
          Read all weights
        </Button>
      )}
    </div>
  );
}

/** What is known so far; null where that is everything. */
function stateOf({ source, summary, choice }: Analysis, progress: ScanProgress | null): string | null {
  const only = onlyScope(choice);
  if (only !== null) return `Read: ${scopeLabel(only, source.catalogue)}. Nothing else is known.`;
  if (!hasWeights(source)) return summaryWords[summary?.kind ?? 'exact'];
  if (summary?.kind === 'sample') return 'Estimate from a sample of every tensor.';
  if (choice === 'unasked') return 'Only headers have been read.';
  if (choice !== 'stopped') return null;
  return `Stopped after ${formatPercent(fractionOf(progress) ?? 0)} of the weights; figures are estimates.`;
}

/** Of what was opened without the checkpoint. */
const summaryWords = {
  exact: 'Opened from a summary: its weights are not here.',
  sample: 'Opened from a summary, which is an estimate from a sample: its weights are not here.',
};

/** A summary that is complete is no estimate. */
function isEstimate({ source, summary }: Analysis): boolean {
  return hasWeights(source) || summary?.kind === 'sample';
}

function FailedReading({ fault, onAgain }: { readonly fault: Fault; readonly onAgain: () => void }) {
  const { title, body, remedy } = explainFault(encodeFault(fault));
  const again = (
    <Button size="small" onClick={onAgain}>
      Try again
    </Button>
  );
  return (
    <Notice tone="danger" title={title} remedy={remedy} actions={again}>
      {body}
    </Notice>
  );
}

interface ReadingProps {
  readonly source: OpenSource;
  readonly choice: Extent;
  readonly progress: ScanProgress | null;
}

function Reading({ source, choice, progress }: ReadingProps) {
  const isWaiting = progress === null || progress.state === 'waiting';
  return (
    <div className={styles.scan}>
      <ProgressBar
        label={isWaiting ? 'Waiting to read the weights' : 'Reading the weights'}
        fraction={fractionOf(progress)}
        detail={progress === null ? undefined : detailOf(progress)}
      />
      {choice === 'full' && (
        <Button size="small" onClick={() => settleForSample(source)}>
          Stop at a sample
        </Button>
      )}
      <Button size="small" onClick={() => stopReading(source, choice)}>
        Cancel
      </Button>
    </div>
  );
}

function fractionOf(progress: ScanProgress | null): number | null {
  return progress === null || progress.totalBytes === 0 ? null : progress.doneBytes / progress.totalBytes;
}

function detailOf({ doneBytes, totalBytes, rate }: ScanProgress): string {
  const amount = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
  if (rate <= 0) return amount;
  return `${amount} · ${formatBytes(rate)}/s · ${formatDuration((totalBytes - doneBytes) / rate)} left`;
}
