import { Archive } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../ui/IconButton.tsx';
import { lazyDialog } from './lazy-view.ts';

const KeptResultsDialog = lazyDialog(() =>
  import('./KeptResultsDialog.tsx').then((file) => file.KeptResultsDialog),
);

export function KeptResultsButton() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <IconButton
        label="Kept results"
        icon={Archive}
        size="small"
        variant="quiet"
        tooltipSide="bottom"
        onClick={() => setIsOpen(true)}
      />
      {isOpen && <KeptResultsDialog onClose={() => setIsOpen(false)} />}
    </>
  );
}
