import FileDown from 'lucide-react/icons/file-down';
import styles from './FileDropOverlay.module.css';

export interface FileDropOverlayProps {
  readonly title: string;
  readonly hint?: string | undefined;
}

/** Laid over the window while files hang over it. Mount it then; it takes no pointer, so the drop reaches the page. */
export function FileDropOverlay({ title, hint }: FileDropOverlayProps) {
  return (
    <div role="status" className={styles.overlay}>
      <div className={styles.frame}>
        <FileDown size={28} strokeWidth={1.5} aria-hidden />
        <p className={styles.title}>{title}</p>
        {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      </div>
    </div>
  );
}
