import { pointSentence, type CurveSeries, type SparsityChart } from '../charts/sparsity-curve.ts';
import { formatPercent } from '../core/quantity.ts';
import { populationOf } from '../core/sketch/curve.ts';
import { pointAt } from '../core/sketch/measures.ts';
import { useView } from '../state/view.ts';
import { Swatch } from '../ui/Swatch.tsx';
import styles from './CurveReading.module.css';

export interface CurveReadingProps {
  readonly x: number;
  /** On the horizontal axis: a kept fraction or a number of weights. */
  readonly value: number;
  readonly plot: SparsityChart['plot'];
  readonly series: readonly CurveSeries[];
  readonly active: number;
}

/** What the curves say under the pointer. */
export function CurveReading({ x, value, plot, series, active }: CurveReadingProps) {
  const { scale, quantity, population } = useView();
  const main = series[active];
  if (main === undefined) return null;
  const read = ({ curve }: CurveSeries) => {
    const n = populationOf(curve, population);
    return pointAt(curve, scale === 'share' ? value * n : Math.min(value, n), population);
  };
  const isRight = x > (plot.left + plot.right) / 2;
  const place = isRight ? { right: `calc(100% - ${x - 12}px)` } : { left: x + 12 };
  return (
    <div
      className={styles.reading}
      style={{ ...place, bottom: `calc(100% - ${plot.bottom - 10}px)` }}
      role="status"
    >
      <p className={styles.sentence}>{capital(pointSentence(read(main), { quantity, population }))}</p>
      {series.length > 1 && (
        <ul className={styles.others}>
          {series.map((one) => {
            const point = read(one);
            return (
              <li key={one.label}>
                <Swatch colour={one.color} isDashed={one.isEstimate} />
                <span className={styles.label}>{one.label}</span>
                <span>{formatPercent(quantity === 'mass' ? point.massFraction : point.energyFraction)}</span>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
