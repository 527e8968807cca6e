import { useQuery } from '@tanstack/react-query';
import { drawPreview, type PreviewPoint } from '../charts/preview.ts';
import { openSample, samplesQuery, type Sample } from '../state/opening.ts';
import { Badge } from '../ui/Badge.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import styles from './SampleGallery.module.css';

/** Bundled samples, each with its curve in small; a click shows a finished analysis. */
export function SampleGallery() {
  const { data: samples, isError } = useQuery(samplesQuery);
  if (isError) return null;
  return (
    <section aria-labelledby="samples">
      <h2 id="samples" className={styles.heading}>
        Or begin with a sample
      </h2>
      <ul className={styles.gallery}>
        {samples?.map((sample) => (
          <li key={sample.id}>
            <SampleCard sample={sample} />
          </li>
        )) ?? [1, 2, 3].map((key) => <Skeleton key={key} height="220px" />)}
      </ul>
    </section>
  );
}

function SampleCard({ sample }: { readonly sample: Sample }) {
  return (
    <button type="button" className={styles.card} onClick={() => void openSample(sample.id)}>
      <PreviewPicture points={sample.preview} />
      <span className={styles.title}>
        {sample.title} <Badge>{sample.origin}</Badge>
      </span>
      <span className={styles.sentence}>{sample.sentence}</span>
    </button>
  );
}

/** The curve as a picture; what it shows is said beside it. */
function PreviewPicture({ points }: { readonly points: readonly PreviewPoint[] }) {
  const { width, height, curve, area, diagonal } = drawPreview(points, { width: 280, height: 96 });
  return (
    <svg
      className={styles.preview}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className={styles.area} d={area} />
      <path className={styles.diagonal} d={diagonal} />
      <path className={styles.curve} d={curve} />
    </svg>
  );
}
