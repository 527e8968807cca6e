import { referenceDash } from '../charts/sparsity-curve.ts';
import { references } from '../core/sketch/references.ts';
import { useView } from '../state/view.ts';
import styles from './ReferenceKey.module.css';

/** Which dash is which reference curve. */
export function ReferenceKey() {
  const shown = useView((view) => view.references);
  const isShare = useView((view) => view.scale === 'share');
  if (!isShare || shown.length === 0) return null;
  return (
    <ul className={styles.key} aria-label="Reference curves">
      {references.map(({ id, name }, i) =>
        shown.includes(id) ? (
          <li key={id}>
            <svg width="28" height="8" aria-hidden="true">
              <line x1="0" x2="28" y1="4" y2="4" className={styles.line} strokeDasharray={referenceDash[i]} />
            </svg>
            {name}
          </li>
        ) : null,
      )}
    </ul>
  );
}
