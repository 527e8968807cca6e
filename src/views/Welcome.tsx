import { DropZone } from '../ui/DropZone.tsx';
import { OpenButtons } from './OpenButtons.tsx';
import { SampleGallery } from './SampleGallery.tsx';
import { TrainCard } from './TrainCard.tsx';
import { UrlForm } from './UrlForm.tsx';
import styles from './Welcome.module.css';

/** The first page: what this is, how to begin, and something to look at right away. */
export function Welcome() {
  return (
    <div className={styles.page}>
      <div className={styles.intro}>
        <h1 className={styles.title}>See where the weights of a Mixture-of-Experts model lie.</h1>
        <p className={styles.lead}>
          Open a checkpoint of any size and read the sparsity curve of every layer, expert and projection: how
          few weights hold how much of the mass, and which experts could go. It all happens in this page;
          nothing leaves your computer.
        </p>
      </div>
      <div className={styles.ways}>
        <DropZone
          title="Drop a checkpoint anywhere"
          hint="Safetensors, GGUF, PyTorch, Keras, ONNX and other files, their shards, a whole folder, or several models at once"
        >
          <OpenButtons size="large" variant="primary" />
          <div className={styles.url}>
            <UrlForm />
          </div>
        </DropZone>
        <TrainCard />
      </div>
      <SampleGallery />
    </div>
  );
}
