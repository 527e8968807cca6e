import { Archive } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { IconButton } from '../ui/IconButton.tsx';

/** Loaded when it is first asked for. */
const KeptResultsDialog = lazy(() =>
  import('./KeptResultsDialog.tsx').then(({ KeptResultsDialog: component }) => ({ default: component })),
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
      {isOpen && (
        <Suspense fallback={null}>
          <KeptResultsDialog onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
