import type { ReactNode } from 'react';
import type { Figure } from '../../core/pruning/plan-costs.ts';
import { Explain } from '../../ui/Explain.tsx';
import styles from './CertaintyMark.module.css';
import { certaintyWords, limitsText } from '../../core/pruning/figure-words.ts';

export interface CertaintyMarkProps {
  /** What the figure is called. */
  readonly of: string;
  readonly figure: Figure;
  readonly format: (value: number) => string;
  /** What the figure is, and what is supposed for it. */
  readonly children?: ReactNode;
}

/** How far a figure is known, in a word that explains itself. */
export function CertaintyMark({ of, figure, format, children }: CertaintyMarkProps) {
  const { mark, text } = certaintyWords[figure.certainty];
  return (
    <span className={styles.mark} data-certainty={figure.certainty}>
      <Explain title={`${of}: ${mark}`} term={mark}>
        {children}
        {children !== undefined && ' '}
        {text} {limitsText(figure, format)}
      </Explain>
    </span>
  );
}
