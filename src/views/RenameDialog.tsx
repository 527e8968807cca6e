import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextField } from '../ui/TextField.tsx';

export interface RenameDialogProps {
  readonly label: string;
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
}

/** The name of a checkpoint in legends and exports; the file keeps its own. */
export function RenameDialog({ label, onRename, onClose }: RenameDialogProps) {
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
      <TextField
        label="Name shown"
        hint="In legends and exports. The file itself is not touched."
        value={name}
        onChange={setName}
        onSubmit={rename}
      />
    </Dialog>
  );
}
