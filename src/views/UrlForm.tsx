import { Link } from 'lucide-react';
import { useState } from 'react';
import { openUrl } from '../state/opening.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './UrlForm.module.css';

/** Opens a checkpoint by its address, reading only the parts that are needed. */
export function UrlForm() {
  const [url, setUrl] = useState('');
  const submit = () => {
    if (url.trim() === '') return;
    void openUrl(url);
    setUrl('');
  };
  return (
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
          type="url"
          icon={Link}
          placeholder="https://…/model.safetensors"
          value={url}
          onChange={setUrl}
        />
      </div>
      <Button type="submit">Open address</Button>
    </form>
  );
}
