import styles from './Skeleton.module.css';

export interface SkeletonProps {
  /** As in CSS. */
  readonly width?: string | undefined;
  readonly height?: string | undefined;
}

/** The shape of what is on its way, at its final size so that nothing moves. For the eye: what it stands in is `aria-busy`. */
export function Skeleton({ width = '100%', height = '1em' }: SkeletonProps) {
  return <span aria-hidden className={styles.skeleton} style={{ width, height }} />;
}
