import { liveLook } from '../ui/look/chart-look.ts';
import styles from './FoundationsSection.module.css';
import galleryStyles from './Gallery.module.css';

const surfaces = ['sunken', 'canvas', 'surface', 'raised', 'hover', 'pressed', 'track', 'inverse'];
const inks = [
  'ink',
  'ink-muted',
  'ink-faint',
  'accent-ink',
  'danger-ink',
  'warning-ink',
  'success-ink',
  'estimate-ink',
];
const sizes = ['display', 'title', 'large', 'body', 'small', 'tiny'];

export function FoundationsSection() {
  return (
    <>
      <div className={styles.swatches}>
        {surfaces.map((name) => (
          <div key={name}>
            <div className={styles.surface} style={{ background: `var(--${name})` }} />
            <p className={galleryStyles.caption}>{name}</p>
          </div>
        ))}
      </div>
      <div className={galleryStyles.row}>
        {inks.map((name) => (
          <span key={name} style={{ color: `var(--${name})` }}>
            {name} 0123456789
          </span>
        ))}
      </div>
      <div className={styles.swatches}>
        {liveLook.series.map((colour, index) => (
          <div key={colour}>
            <svg viewBox="0 0 120 56" className={styles.series}>
              <path
                d={`M4 52 C ${24 + index * 3} ${30 - index * 2}, 60 ${20 - index}, 116 4`}
                fill="none"
                stroke={colour}
                strokeWidth="2"
              />
            </svg>
            <p className={galleryStyles.caption}>series {index + 1}</p>
          </div>
        ))}
      </div>
      <div className={galleryStyles.row} style={{ alignItems: 'baseline' }}>
        {sizes.map((size) => (
          <span key={size} style={{ fontSize: `var(--text-${size})` }}>
            {size} 3.1416
          </span>
        ))}
        <code>model.layers.3.mlp.experts.17.down_proj.weight</code>
      </div>
    </>
  );
}
