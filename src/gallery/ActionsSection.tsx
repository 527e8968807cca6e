import Download from 'lucide-react/icons/download';
import FileBraces from 'lucide-react/icons/file-braces';
import Image from 'lucide-react/icons/image';
import Link from 'lucide-react/icons/link';
import Search from 'lucide-react/icons/search';
import Settings from 'lucide-react/icons/settings-2';
import Sheet from 'lucide-react/icons/sheet';
import Trash from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu } from '../ui/Menu.tsx';
import { Popover } from '../ui/Popover.tsx';
import { Switch } from '../ui/Switch.tsx';
import { TextField } from '../ui/TextField.tsx';
import { useToast } from '../ui/Toasts.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';
import styles from './Gallery.module.css';

const variants = ['primary', 'secondary', 'quiet', 'danger'] as const;
const sizes = ['small', 'medium', 'large'] as const;

export function ActionsSection() {
  return (
    <>
      {sizes.map((size) => (
        <div key={size} className={styles.row}>
          {variants.map((variant) => (
            <Button key={variant} variant={variant} size={size}>
              Open files
            </Button>
          ))}
          <Button size={size} icon={Download}>
            Download
          </Button>
          <Button size={size} disabled>
            Disabled
          </Button>
          <Button size={size} variant="primary" isBusy>
            Reading
          </Button>
          <IconButton label="Search" icon={Search} size={size} keys={['Ctrl', 'K']} />
          <IconButton label="Settings" icon={Settings} size={size} variant="secondary" />
          <IconButton label="Pinned" icon={Link} size={size} isPressed />
        </div>
      ))}
      <div className={styles.row}>
        <ExportMenu />
        <SettingsPopover />
        <DialogButton />
        <ToastButton />
        <CopyButton label="Copy link" icon={Link} text="https://example.org/#v=1" />
        <Tooltip text="Reads every weight once; takes about as long as copying the file.">
          <Button>With a tooltip</Button>
        </Tooltip>
      </div>
    </>
  );
}

function ExportMenu() {
  const toast = useToast();
  const save = (ending: string) => () => toast({ text: `Saved as curve.${ending}` });
  return (
    <Menu
      label="Export"
      icon={Download}
      sections={[
        {
          heading: 'Picture',
          items: [
            { label: 'SVG', icon: Image, hint: 'vector', onSelect: save('svg') },
            { label: 'PNG', icon: Image, hint: '2 ×', onSelect: save('png') },
          ],
        },
        {
          heading: 'Data',
          items: [
            { label: 'CSV', icon: Sheet, onSelect: save('csv') },
            { label: 'JSON', icon: FileBraces, onSelect: save('json') },
          ],
        },
        { items: [{ label: 'Close the checkpoint', icon: Trash, isDanger: true, onSelect: save('gone') }] },
      ]}
    />
  );
}

function SettingsPopover() {
  const [isLog, setIsLog] = useState(false);
  return (
    <Popover
      label="Axes"
      trigger={(attributes) => (
        <Button {...attributes} icon={Settings}>
          Axes
        </Button>
      )}
    >
      <div className={styles.stack}>
        <Switch label="Logarithmic" isOn={isLog} onChange={setIsLog} />
        <Switch
          label="Normalised"
          isOn
          onChange={() => undefined}
          hint="Share of mass against share of weights"
        />
      </div>
    </Popover>
  );
}

function DialogButton() {
  const [isOpen, setIsOpen] = useState(false);
  const [address, setAddress] = useState('');
  const close = () => setIsOpen(false);
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>Open a dialog</Button>
      {isOpen && (
        <Dialog
          title="Open a remote checkpoint"
          onClose={close}
          footer={
            <>
              <Button onClick={close}>Cancel</Button>
              <Button variant="primary" onClick={close}>
                Open
              </Button>
            </>
          }
        >
          <div className={styles.stack}>
            <p>Its header is fetched first, then only the bytes that a curve needs.</p>
            <TextField
              label="Address"
              type="url"
              value={address}
              onChange={setAddress}
              placeholder="https://example.org/model.safetensors"
            />
          </div>
        </Dialog>
      )}
    </>
  );
}

function ToastButton() {
  const toast = useToast();
  const undone = () => toast({ text: 'It is back.' });
  return (
    <Button
      onClick={() => toast({ text: 'Closed mixtral-8x7b.', action: { label: 'Undo', onSelect: undone } })}
    >
      Show a toast
    </Button>
  );
}
