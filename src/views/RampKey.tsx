import { aroundStops, rampColor, type MatrixRamp } from '../charts/expert-matrix.ts';
import { liveLook } from '../ui/look/chart-look.ts';
import { useThemeName } from '../ui/theme.ts';
import styles from './RampKey.module.css';

export interface RampKeyProps {
  readonly domain: readonly [number, number];
  readonly name: string;
  readonly format: (value: number) => string;
  readonly isPending: boolean;
  readonly ramp?: MatrixRamp | undefined;
}

/** What the colours of the matrix stand for. */
export function RampKey({ domain, name, format, isPending, ramp = 'rising' }: RampKeyProps) {
  const theme = useThemeName();
  const stops =
    ramp === 'around' ? aroundStops(liveLook) : Array.from({ length: 9 }, (_, i) => rampColor(i / 8, theme));
  return (
    <p className={styles.key}>
      <span>{name}</span>
      {isPending ? (
        <span className={styles.pending}>being measured</span>
      ) : (
        <span className={styles.scale}>
          {format(domain[0])}
          <span
            className={styles.ramp}
            style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }}
          />
          {format(domain[1])}
        </span>
      )}
    </p>
  );
}
