import { rampColor } from '../charts/expert-matrix.ts';
import { loadShade } from '../charts/load-strip.ts';
import { useThemeName } from '../ui/theme.ts';
import styles from './LoadKey.module.css';

/** What the colours of loads over time stand for, in even shares. */
export function LoadKey({ experts }: { readonly experts: number }) {
  const theme = useThemeName();
  const shares = [0, 0.5, 1, 2, 4].filter((times) => times <= experts);
  return (
    <ul className={styles.key} aria-label="Colours">
      {shares.map((times) => (
        <li key={times}>
          <span
            className={styles.shade}
            style={{ background: rampColor(loadShade(times / experts, experts), theme) }}
          />
          {times === 0 ? 'nothing' : times === 1 ? 'even' : `${times === 0.5 ? '½' : times} ×`}
        </li>
      ))}
    </ul>
  );
}
