import { Trash2 } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatBytes, formatPercent } from '../core/quantity.ts';
import { forgetAllKept, forgetKept, keptQuery, type KeptEntry } from '../state/kept/kept-results.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { ageWords, momentWords } from './age-words.ts';
import styles from './KeptResultsDialog.module.css';

/** What is kept of earlier readings, how much room it takes, and ways to clear it. */
export function KeptResultsDialog({ onClose }: { readonly onClose: () => void }) {
  const { data: entries } = useQuery(keptQuery);
  const [now] = useState(Date.now);
  if (entries === undefined) return null;
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  return (
    <Dialog
      title="Kept results"
      onClose={onClose}
      footer={
        entries.length > 0 && (
          <Button icon={Trash2} onClick={() => void forgetAllKept()}>
            Clear all, {formatBytes(bytes)}
          </Button>
        )
      }
    >
      <p className={styles.words}>
        Finished analyses, and scans that were interrupted, are kept in this browser. A checkpoint that is
        opened again shows its analysis at once, or goes on where its scan was; no weights are kept, and
        nothing leaves your computer. What was not used for longest goes first when room is short.
      </p>
      {entries.length === 0 ? (
        <p className={styles.words}>Nothing is kept yet.</p>
      ) : (
        <ul className={styles.list} aria-label="What is kept">
          {entries.map((entry) => (
            <KeptRow key={entry.identity} entry={entry} now={now} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function KeptRow({ entry, now }: { readonly entry: KeptEntry; readonly now: number }) {
  const { name, identity, bytes, keptAt, fingerprint } = entry;
  return (
    <li className={styles.row}>
      <div className={styles.name}>
        <strong title={`Fingerprint ${fingerprint}`}>{name}</strong>
        <span className={styles.facts}>
          {readWords(entry)} · {formatBytes(bytes)} ·{' '}
          <span title={momentWords(keptAt)}>{ageWords(now - keptAt)}</span>
        </span>
      </div>
      <IconButton
        label={`Clear ${name}`}
        icon={Trash2}
        size="small"
        variant="quiet"
        onClick={() => void forgetKept(identity)}
      />
    </li>
  );
}

/** What was read, of how much. */
function readWords({ extent, fractionRead, checkpointBytes }: KeptEntry): string {
  const of = formatBytes(checkpointBytes);
  if (fractionRead < 1) return `${formatPercent(fractionRead)} of ${extentWords(extent)} read, of ${of}`;
  return `${extentWords(extent)}, of ${of}`;
}

function extentWords(extent: KeptEntry['extent']): string {
  if (extent === 'full') return 'all weights';
  if (extent === 'sample') return 'a block of every tensor';
  if (extent.startsWith('sample:')) {
    return `${formatPercent(Number(extent.slice('sample:'.length)))} of every tensor`;
  }
  return extent.slice('only:'.length);
}
