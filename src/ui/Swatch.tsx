import styles from './Swatch.module.css';

export interface SwatchProps {
  /** A CSS colour. */
  readonly colour: string;
  /** As the chart draws it. */
  readonly isDashed?: boolean | undefined;
}

/** The colour of a series beside its name; the name is the text next to it. */
export function Swatch({ colour, isDashed = false }: SwatchProps) {
  return (
    <span
      aria-hidden
      className={isDashed ? styles.dashed : styles.swatch}
      style={isDashed ? { color: colour } : { background: colour }}
    />
  );
}
