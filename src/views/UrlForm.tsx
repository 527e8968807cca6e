import { Link } from 'lucide-react';
import { useState } from 'react';
import { openAddress } from '../state/opening.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import { HubOptions } from './HubOptions.tsx';
import styles from './UrlForm.module.css';

/** Opens a checkpoint by its address or by its name on a hub, reading only the parts that are needed. */
export function UrlForm({ onOpen }: { readonly onOpen?: () => void }) {
  const [address, setAddress] = useState('');
  const submit = () => {
    if (address.trim() === '') return;
    void openAddress(address);
    setAddress('');
    onOpen?.();
  };
  return (
    <div className={styles.around}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className={styles.field}>
          <TextField
            label="Address of a checkpoint"
            isLabelHidden
            icon={Link}
            placeholder="https://…/model.safetensors or hf://owner/name"
            value={address}
            onChange={setAddress}
          />
        </div>
        <Button type="submit">Open address</Button>
      </form>
      <HubOptions address={address} />
    </div>
  );
}
