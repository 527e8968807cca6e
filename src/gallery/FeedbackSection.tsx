import FolderOpen from 'lucide-react/icons/folder-open';
import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { DropZone } from '../ui/DropZone.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { FileDropOverlay } from '../ui/FileDropOverlay.tsx';
import { Notice } from '../ui/Notice.tsx';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import styles from './Gallery.module.css';

export function FeedbackSection() {
  return (
    <>
      <div className={styles.columns}>
        <ProgressBar label="Scanning" fraction={0.42} detail="3.4 GB of 8.0 GB · 1.9 GB/s · 3 s left" />
        <ProgressBar label="Opening the archive" fraction={null} />
      </div>
      <Notices />
      <DropZone
        title="Drop a checkpoint anywhere"
        hint="safetensors, PyTorch or NumPy; one file, its shards, or a folder. Nothing leaves this computer."
      >
        <Button variant="primary" icon={FolderOpen}>
          Choose files
        </Button>
        <Button>Choose a folder</Button>
        <OverlayButton />
      </DropZone>
      <div className={styles.columns}>
        <Card title="Nothing yet">
          <EmptyState
            title="No curve is chosen"
            icon={FolderOpen}
            actions={<Button size="small">Choose all</Button>}
          >
            Pick a layer or an expert in the matrix to see how its weights are spread.
          </EmptyState>
        </Card>
        <Card title="On its way">
          <div className={styles.stack} aria-busy>
            <Skeleton width="60%" />
            <Skeleton height="96px" />
            <Skeleton width="80%" />
          </div>
        </Card>
      </div>
    </>
  );
}

function Notices() {
  const [isShown, setIsShown] = useState(true);
  return (
    <div className={styles.stack}>
      <Notice title="Two tensors are listed but not drawn">
        They need scales that this version does not apply.
      </Notice>
      <Notice tone="estimate" title="From a sample of 2 % of the weights">
        The band around each curve holds 90 % of bootstrap replicates. The full scan makes it exact.
      </Notice>
      <Notice tone="success" title="The scan is complete">
        Every weight was read once.
      </Notice>
      {isShown && (
        <Notice
          tone="warning"
          title="One shard is missing"
          remedy="Add model-00002-of-00003.safetensors to complete the picture."
          onDismiss={() => setIsShown(false)}
        >
          Layers 11 to 21 are not in the files that were opened.
        </Notice>
      )}
      <Notice
        tone="danger"
        title="Not a format that is known here"
        remedy="Open safetensors, PyTorch (.pt, .pth, .bin) or NumPy (.npy, .npz) files."
        details="First 16 bytes: 89 50 4e 47 0d 0a 1a 0a 00 00 00 0d 49 48 44 52"
        actions={<Button size="small">Choose another file</Button>}
      >
        holiday.png begins with bytes that no reader recognises.
      </Notice>
    </div>
  );
}

function OverlayButton() {
  const [isShown, setIsShown] = useState(false);
  return (
    <>
      <Button variant="quiet" onPointerDown={() => setIsShown(true)} onPointerUp={() => setIsShown(false)}>
        Hold to see the overlay
      </Button>
      {isShown && <FileDropOverlay title="Drop to open" hint="One checkpoint or several" />}
    </>
  );
}
