import { useEffect, useState, type ReactNode } from 'react';
import { openDropped } from '../state/dropping.ts';
import { FileDropOverlay } from '../ui/FileDropOverlay.tsx';
import { filesOfDrop, labelOf } from './dropped-files.ts';

/** The whole window takes files and folders. */
export function DropTarget({ children }: { readonly children: ReactNode }) {
  const [isOver, setIsOver] = useState(false);

  useEffect(() => {
    /** Entering a child fires before leaving its parent: count both. */
    let depth = 0;
    const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth++;
      setIsOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (hasFiles(event) && --depth <= 0) setIsOver(false);
    };
    const onOver = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      depth = 0;
      setIsOver(false);
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      void filesOfDrop(event.dataTransfer).then((files) => openDropped(files, labelOf(files)));
    };
    addEventListener('dragenter', onEnter);
    addEventListener('dragleave', onLeave);
    addEventListener('dragover', onOver);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragenter', onEnter);
      removeEventListener('dragleave', onLeave);
      removeEventListener('dragover', onOver);
      removeEventListener('drop', onDrop);
    };
  }, []);

  return (
    <>
      {children}
      {isOver && (
        <FileDropOverlay
          title="Drop to open"
          hint="Checkpoints, folders, several models at once, or a dataset to train on. Nothing leaves this computer."
        />
      )}
    </>
  );
}
