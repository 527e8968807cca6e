import { FolderOpen, FilePlus2 } from 'lucide-react';
import { useRef, type ChangeEvent } from 'react';
import { openDropped } from '../state/dropping.ts';
import { Button, type ButtonVariant, type ControlSize } from '../ui/Button.tsx';
import { filesOfPicker, labelOf } from './dropped-files.ts';

/** Not in React's types, yet in every browser. */
const directoryPicker = { webkitdirectory: '' };

export interface OpenButtonsProps {
  readonly size?: ControlSize;
  readonly variant?: ButtonVariant;
}

/** File and folder pickers. */
export function OpenButtons({ size = 'medium', variant = 'secondary' }: OpenButtonsProps) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const onChange = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const chosen = filesOfPicker(currentTarget.files ?? new DataTransfer().files);
    currentTarget.value = '';
    void openDropped(chosen, labelOf(chosen));
  };
  return (
    <>
      <Button variant={variant} size={size} icon={FilePlus2} onClick={() => files.current?.click()}>
        Open files
      </Button>
      <Button variant="secondary" size={size} icon={FolderOpen} onClick={() => folder.current?.click()}>
        Open folder
      </Button>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-hidden
        data-testid="file-input"
        onChange={onChange}
      />
      <input
        ref={folder}
        type="file"
        {...directoryPicker}
        hidden
        aria-hidden
        data-testid="folder-input"
        onChange={onChange}
      />
    </>
  );
}
