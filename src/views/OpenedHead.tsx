import { Pencil, X } from 'lucide-react';
import { Fragment, useState, type ReactNode } from 'react';
import { IconButton } from '../ui/IconButton.tsx';
import { RenameDialog } from './RenameDialog.tsx';
import styles from './SourceCard.module.css';

/** Short, with its long form as title. */
export interface OpenedFact {
  readonly text: string;
  readonly title: string;
}

export interface OpenedHeadProps {
  readonly label: string;
  /** What stands first: the label, or a choice of several. */
  readonly name: ReactNode;
  readonly facts: readonly OpenedFact[];
  /** Where a new name will be seen. */
  readonly renameHint: string;
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
  /** Buttons before those to rename and to close. */
  readonly children?: ReactNode;
}

/** The first line of the card of something that is open: its name, what it is in short, and what can be done with it. */
export function OpenedHead({ label, name, facts, renameHint, onRename, onClose, children }: OpenedHeadProps) {
  const [isRenaming, setIsRenaming] = useState(false);
  return (
    <div className={styles.head}>
      {name}
      <p className={styles.facts}>
        {facts.map(({ text, title }) => (
          <Fragment key={`${title} ${text}`}>
            <span title={title}>{text}</span>{' '}
          </Fragment>
        ))}
      </p>
      <div className={styles.actions}>
        {children}
        <IconButton
          label={`Rename ${label}`}
          icon={Pencil}
          size="small"
          variant="quiet"
          onClick={() => setIsRenaming(true)}
        />
        <IconButton label={`Close ${label}`} icon={X} size="small" variant="quiet" onClick={onClose} />
      </div>
      {isRenaming && (
        <RenameDialog
          label={label}
          hint={renameHint}
          onRename={onRename}
          onClose={() => setIsRenaming(false)}
        />
      )}
    </div>
  );
}
