import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/TextField.tsx';

export interface RenameDialogProps {
  readonly label: string;
  /** Where the name is seen. */
  readonly hint: string;
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
}

/** Another name for something open. */
export function RenameDialog({ label, hint, onRename, onClose }: RenameDialogProps) {
  const [name, setName] = useState(label);
  const rename = () => {
    if (name.trim() !== '') onRename(name.trim());
    onClose();
  };
  return (
    <Dialog
      title="Rename"
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={rename}>
            Rename
          </Button>
        </>
      }
    >
      <TextField label="Name shown" hint={hint} value={name} onChange={setName} onSubmit={rename} />
    </Dialog>
  );
}
