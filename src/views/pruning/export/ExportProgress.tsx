import { formatBytes, formatCount, formatDuration } from '../../../core/quantity.ts';
import { forgetExport, type ExportJob, type Writing } from '../../../state/exporting.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { ProgressBar } from '../../../ui/ProgressBar.tsx';
import { download } from '../../download.ts';
import { ExportFault } from './ExportFault.tsx';

export interface ExportProgressProps {
  readonly job: ExportJob;
  /** Writing goes on meanwhile. */
  readonly onClose: () => void;
}

/** What is being written, and what became of it. */
export function ExportProgress({ job, onClose }: ExportProgressProps) {
  if (job.state === 'writing') return <WritingDialog job={job} onClose={onClose} />;
  const end = () => {
    forgetExport();
    onClose();
  };
  return (
    <Dialog
      title="Pruned checkpoint"
      onClose={end}
      footer={
        <>
          {job.state === 'failed' && <Button onClick={forgetExport}>Back</Button>}
          <Button variant="primary" onClick={end}>
            Close
          </Button>
        </>
      }
    >
      {job.state === 'failed' ? <ExportFault fault={job.fault} /> : <Written job={job} />}
    </Dialog>
  );
}

function WritingDialog({ job, onClose }: { readonly job: Writing; readonly onClose: () => void }) {
  return (
    <Dialog
      title="Pruned checkpoint"
      onClose={onClose}
      footer={
        <>
          <Button onClick={job.stop}>Stop writing</Button>
          <Button variant="primary" onClick={onClose}>
            Go on meanwhile
          </Button>
        </>
      }
    >
      <ProgressBar label={`Writing ${job.name}`} fraction={fractionOf(job)} detail={detailOf(job)} />
    </Dialog>
  );
}

/** Null before there is anything. */
export function fractionOf({ progress: { writtenBytes, totalBytes } }: Writing): number | null {
  return totalBytes === 0 ? null : writtenBytes / totalBytes;
}

function detailOf({ progress: { writtenBytes, totalBytes }, rate }: Writing): string | undefined {
  if (totalBytes === 0) return undefined;
  const amount = `${formatBytes(writtenBytes)} of ${formatBytes(totalBytes)}`;
  const left = formatDuration((totalBytes - writtenBytes) / rate);
  return `${amount} · ${formatBytes(rate)}/s · ${left} left`;
}

function Written({ job: { taken, isDownload } }: { readonly job: ExportJob & { readonly state: 'done' } }) {
  const { name, files, download: file } = taken;
  return (
    <Notice
      tone="success"
      title={isDownload ? `${name} was handed to the browser` : `The folder ${name} is written`}
      remedy={
        isDownload && files.length > 1
          ? 'Unpack it, and drop its folder here to look at it.'
          : 'Drop it here to look at it.'
      }
      actions={
        file !== null && (
          <Button size="small" onClick={() => download(file.name, file)}>
            Download again
          </Button>
        )
      }
    >
      {formatCount(files.length)} {files.length === 1 ? 'file' : 'files'}
      {file === null ? '' : `, ${formatBytes(file.size)}`}.
    </Notice>
  );
}
