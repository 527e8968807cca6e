import type { Paper } from '../../state/training/offered-parts.ts';
import styles from './PaperLinks.module.css';

/** Where something is from. */
export function PaperLinks({ papers }: { readonly papers: readonly Paper[] }) {
  if (papers.length === 0) return null;
  return (
    <ul className={styles.papers} aria-label={papers.length === 1 ? 'Paper' : 'Papers'}>
      {papers.map(({ title, cite, arxiv }) => (
        <li key={title}>
          <cite title={title}>
            {arxiv === undefined ? (
              `${cite}: ${title}`
            ) : (
              <a href={`https://arxiv.org/abs/${arxiv}`} target="_blank" rel="noreferrer">
                {cite}, arXiv {arxiv}
              </a>
            )}
          </cite>
        </li>
      ))}
    </ul>
  );
}
