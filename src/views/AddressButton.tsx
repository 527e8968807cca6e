import { Globe } from 'lucide-react';
import { useState } from 'react';
import { Dialog } from '../ui/Dialog.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { UrlForm } from './UrlForm.tsx';

/** Opens one more checkpoint, by its address. */
export function AddressButton() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <IconButton label="Open from a server" icon={Globe} size="small" onClick={() => setIsOpen(true)} />
      {isOpen && (
        <Dialog title="Open from a server" onClose={() => setIsOpen(false)}>
          <UrlForm onOpen={() => setIsOpen(false)} />
        </Dialog>
      )}
    </>
  );
}
