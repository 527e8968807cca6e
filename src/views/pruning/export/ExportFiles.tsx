import { formatBytes } from '../../../core/quantity.ts';
import type { Export, NamedSize } from '../../../state/exporting.ts';
import { isRemote } from '../../../state/view.ts';
import styles from './ExportDialog.module.css';

export interface ExportFilesProps extends Pick<Export, 'source'> {
  readonly files: readonly NamedSize[];
}

/** What will be written, to the byte. */
export function ExportFiles({ files, source }: ExportFilesProps) {
  const before = source.catalogue.files.reduce((sum, { size }) => sum + size, 0);
  return (
    <>
      <p className={styles.total}>
        {formatBytes(bytesOf(files))} will be written, of {formatBytes(before)} before.
      </p>
      {/* reached by keys, as it can be scrolled */}
      <ul className={styles.files} aria-label="Files" tabIndex={0}>
        {files.map((file) => (
          <li key={file.name} className={styles.file}>
            <span>{file.name}</span>
            <span>{formatBytes(file.byteLength)}</span>
          </li>
        ))}
      </ul>
      {isRemote(source.ref) && <p>About as much is read from the other server for it.</p>}
    </>
  );
}

export function bytesOf(files: readonly NamedSize[]): number {
  return files.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
