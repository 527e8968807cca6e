import { useQuery } from '@tanstack/react-query';
import { line, scaleLinear } from 'd3';
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
      <Preview points={sample.preview} />
      <span className={styles.title}>
        {sample.title} <Badge>{sample.origin}</Badge>
      </span>
      <span className={styles.sentence}>{sample.sentence}</span>
    </button>
  );
}

const WIDTH = 280;
const HEIGHT = 96;

function Preview({ points }: { readonly points: Sample['preview'] }) {
  const x = scaleLinear([0, 1], [0, WIDTH]);
  const y = scaleLinear([0, 1], [HEIGHT - 2, 4]);
  const path = line<readonly [number, number]>(
    ([kept]) => x(kept),
    ([, mass]) => y(mass),
  );
  const curve = path(points) ?? '';
  return (
    <svg
      className={styles.preview}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className={styles.area} d={`${curve}L${WIDTH},${HEIGHT}L0,${HEIGHT}Z`} />
      <path className={styles.diagonal} d={`M0,${y(0)}L${WIDTH},${y(1)}`} />
      <path className={styles.curve} d={curve} />
    </svg>
  );
}
