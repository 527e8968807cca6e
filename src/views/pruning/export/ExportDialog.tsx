import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { encodeFault } from '../../../core/fault.ts';
import { formatBytes } from '../../../core/quantity.ts';
import {
  canDownload,
  chooseFolder,
  prunedFilesQuery,
  roomQuery,
  writeExport,
  type Export,
} from '../../../state/exporting.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Select } from '../../../ui/Select.tsx';
import { Skeleton } from '../../../ui/Skeleton.tsx';
import { download } from '../../download.ts';
import styles from './ExportDialog.module.css';
import { ExportFault } from './ExportFault.tsx';
import { bytesOf, ExportFiles } from './ExportFiles.tsx';
import { Reasons } from './Reasons.tsx';

export interface ExportDialogProps {
  readonly wanted: Omit<Export, 'shardBytes'>;
  /** Why it can't be written, whatever is chosen here. */
  readonly refusals: readonly string[];
  readonly onClose: () => void;
}

const shardSizes = [1, 2, 5, 10, 50].map((gigabytes) => ({
  value: String(gigabytes * 1e9),
  label: `${gigabytes} GB`,
}));

/** As Hugging Face's libraries have it. */
const USUAL_SHARD_BYTES = 5e9;

/** What the pruned checkpoint would be, and where it is to go. */
export function ExportDialog({ wanted, refusals, onClose }: ExportDialogProps) {
  const [shardBytes, setShardBytes] = useState(USUAL_SHARD_BYTES);
  const request = { ...wanted, shardBytes };
  const { data: files, error } = useQuery({ ...prunedFilesQuery(request), enabled: refusals.length === 0 });
  const room = useQuery({ ...roomQuery, enabled: canDownload() }).data ?? null;
  const canChoose = 'showDirectoryPicker' in window;
  const isTooLarge = files !== undefined && room !== null && bytesOf(files) > room;

  const [hasNoFolder, setHasNoFolder] = useState(false);

  const intoFolder = async () => {
    const destination = await chooseFolder();
    setHasNoFolder(destination === null);
    if (destination !== null) await writeExport(request, destination);
  };
  const asDownload = async () => {
    const taken = await writeExport(request, { kind: 'download' });
    if (taken?.download) download(taken.download.name, taken.download);
  };
  return (
    <Dialog
      title="Pruned checkpoint"
      onClose={onClose}
      footer={
        <>
          <Button
            variant={canChoose ? 'secondary' : 'primary'}
            disabled={files === undefined || !canDownload() || isTooLarge}
            onClick={() => void asDownload()}
          >
            Download
          </Button>
          {canChoose && (
            <Button variant="primary" disabled={files === undefined} onClick={() => void intoFolder()}>
              Choose a folder…
            </Button>
          )}
        </>
      }
    >
      <div className={styles.offer}>
        {refusals.length > 0 && (
          <Notice tone="danger" title="This plan can’t be written as a checkpoint">
            <Reasons reasons={refusals} />
          </Notice>
        )}
        {error !== null && <ExportFault fault={encodeFault(error)} />}
        {refusals.length === 0 && error === null && (
          <>
            {files === undefined ? (
              <Skeleton height="96px" />
            ) : (
              <ExportFiles files={files} source={wanted.source} />
            )}
            <Select
              label="Files of at most"
              size="small"
              value={String(shardBytes)}
              onChange={(value) => setShardBytes(Number(value))}
              options={shardSizes}
            />
            <p>{whereText(wanted.name, { canChoose, isOneFile: files?.length === 1 })}</p>
          </>
        )}
        {hasNoFolder && (
          <Notice
            tone="warning"
            title="Nothing was written"
            remedy="Choose again, and let the page write there."
          >
            No folder was chosen, or the page was not allowed to write in it.
          </Notice>
        )}
        {isTooLarge && <NoRoom room={room} canChoose={canChoose} />}
        {!canChoose && !canDownload() && <NoPlace />}
      </div>
    </Dialog>
  );
}

function NoPlace() {
  return (
    <Notice
      tone="warning"
      title="This browser gives the page no place to write"
      remedy="Open the page over https or on this computer, or use the command line: plan --write."
    />
  );
}

function NoRoom({ room, canChoose }: { readonly room: number; readonly canChoose: boolean }) {
  return (
    <Notice
      tone="warning"
      title="There is not enough room for a download"
      remedy={canChoose ? 'Choose a folder instead.' : 'Make room, or use the command line: plan --write.'}
    >
      It is put together first, in the {formatBytes(room)} of the disk that the browser lends this page.
    </Notice>
  );
}

function whereText(
  name: string,
  { canChoose, isOneFile }: { readonly canChoose: boolean; readonly isOneFile: boolean },
): string {
  const download = isOneFile
    ? `A download is the one file ${name}.safetensors.`
    : `A download is one archive, ${name}.zip, to be unpacked before it is opened.`;
  return canChoose ? `In a folder of yours it becomes the new folder ${name}. ${download}` : download;
}
