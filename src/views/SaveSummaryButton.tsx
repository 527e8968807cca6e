import { Save } from 'lucide-react';
import { useState } from 'react';
import { encodeFault } from '../core/fault.ts';
import { summaryBytes } from '../state/summary-file.ts';
import { addMessage, type OpenSource } from '../state/session.ts';
import type { Summary } from '../core/summary.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { download } from './download.ts';

export interface SaveSummaryButtonProps {
  readonly source: OpenSource;
  readonly summary: Summary;
}

/** Writes the analysis as a file that opens like the checkpoint: a colleague explores it without the weights. */
export function SaveSummaryButton({ source, summary }: SaveSummaryButtonProps) {
  const [isBusy, setIsBusy] = useState(false);
  const save = async () => {
    setIsBusy(true);
    try {
      const { name, bytes } = await summaryBytes(source, summary);
      download(name, new Blob([bytes], { type: 'application/octet-stream' }));
    } catch (error) {
      addMessage('fault', encodeFault(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <IconButton
      label="Save summary"
      icon={Save}
      size="small"
      variant="quiet"
      disabled={isBusy}
      onClick={() => void save()}
    />
  );
}
