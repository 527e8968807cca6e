import type { ReactNode } from 'react';
import styles from './Badge.module.css';
import { classNames } from './class-names.ts';
import type { NoticeTone } from './Notice.tsx';
import toneStyles from './Tone.module.css';

export interface BadgeProps {
  readonly children: ReactNode;
  readonly tone?: NoticeTone | 'neutral' | undefined;
}

/** A word that classifies what it stands beside: a format, a data type, "estimate" (its edge is dashed). */
export function Badge({ children, tone = 'neutral' }: BadgeProps) {
  return <span className={classNames(styles.badge, toneStyles[tone], styles[tone])}>{children}</span>;
}
