import { memo } from 'react';
import { formatPercent } from '../../../core/quantity.ts';
import type { ExpertStrip } from '../../../state/training/offered-parts.ts';
import { useStrips } from '../../../state/training/run-histories.ts';
import type { RunId } from '../../../state/training/run-record.ts';
import { Card } from '../../../ui/Card.tsx';
import { RunMeasureExplain } from './RunMeasureExplain.tsx';
import { SampleImage } from './SampleImage.tsx';
import styles from './StripsCard.module.css';

export interface StripsCardProps {
  readonly id: RunId;
  /** [E], of the last look at validation data. */
  readonly load: readonly number[];
}

/** A few samples that each expert is the first choice of. Shown while the model is in memory. */
export function StripsCard({ id, load }: StripsCardProps) {
  const { data: strips } = useStrips(id);
  if (strips === undefined) return null;
  const total = load.reduce((sum, count) => sum + count, 0);
  return (
    <Card
      title="What each expert sees"
      subtitle="Validation samples that go to it first, with their classes; as the model is now"
      explain={<RunMeasureExplain of="strips" />}
    >
      <ul className={styles.strips}>
        {strips.map((strip) => (
          <Strip key={strip.expert} strip={strip} share={(load[strip.expert] ?? 0) / total} />
        ))}
      </ul>
    </Card>
  );
}

/** Drawn again only when there are other samples. */
const Strip = memo(function Strip({ strip, share }: { readonly strip: ExpertStrip; readonly share: number }) {
  const { expert, images, texts } = strip;
  return (
    <li className={styles.strip}>
      <span className={styles.name}>
        Expert {expert}
        <span className={styles.share}>{Number.isNaN(share) ? '' : formatPercent(share)}</span>
      </span>
      {images.length === 0 && texts.length === 0 && <span className={styles.none}>No sample goes here.</span>}
      {images.length > 0 && (
        <ul className={styles.images} tabIndex={0} aria-label={`Samples of expert ${expert}`}>
          {images.map((image, i) => (
            <li key={i} className={styles.image}>
              <SampleImage image={image} />
              {image.label}
            </li>
          ))}
        </ul>
      )}
      {texts.length > 0 && (
        <ul className={styles.texts}>
          {texts.slice(0, 4).map(({ text, label }, i) => (
            <li key={i} title={text}>
              <span className={styles.label}>{label}: </span>
              {text}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
});
