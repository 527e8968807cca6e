import type { Plot } from '../../../charts/axes.ts';
import { formatLineValue, type LineSeries, type LineUnit } from '../../../charts/line-chart.ts';
import { valueAt } from '../../../charts/smoothing.ts';
import { formatCount } from '../../../core/quantity.ts';
import { Swatch } from '../../../ui/Swatch.tsx';
import styles from './StepReading.module.css';

export interface StepReadingProps {
  /** Where the step stands, in pixels of the chart. */
  readonly at: number;
  readonly plot: Plot;
  readonly step: number;
  readonly series: readonly LineSeries[];
  readonly unit: LineUnit;
}

/** What the lines say at a step. */
export function StepReading({ at, plot, step, series, unit }: StepReadingProps) {
  const isRight = at > (plot.left + plot.right) / 2;
  const side = isRight ? { right: `calc(100% - ${at - 12}px)` } : { left: at + 12 };
  return (
    <div className={styles.reading} style={{ ...side, top: plot.top + 6 }}>
      <p className={styles.step}>Step {formatCount(step)}</p>
      <ul className={styles.lines}>
        {series.map(({ label, color, points, dash }) => (
          <li key={label}>
            <Swatch colour={color} isDashed={dash !== undefined} />
            <span className={styles.label}>{label}</span>
            <span>{formatLineValue(valueAt(points, step), unit)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
