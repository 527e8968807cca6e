import type { Analysis } from './use-analyses.ts';
import { SourceCard } from './SourceCard.tsx';
import styles from './SourceList.module.css';

/** The open checkpoints in their order. */
export function SourceList({ analyses }: { readonly analyses: readonly Analysis[] }) {
  return (
    <ul className={styles.list} aria-label="Open checkpoints">
      {analyses.map((analysis, i) => (
        <li key={analysis.source.id}>
          <SourceCard analysis={analysis} isFirst={i === 0} isLast={i === analyses.length - 1} />
        </li>
      ))}
    </ul>
  );
}
