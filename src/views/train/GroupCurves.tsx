import { useMemo } from 'react';
import { drawSparsityCurve, type CurveSeries } from '../../charts/sparsity-curve.ts';
import { weightCurve } from '../../core/run-moment.ts';
import { defaultView } from '../../state/view.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { liveLook } from '../../ui/look/chart-look.ts';
import { Swatch } from '../../ui/Swatch.tsx';
import { SceneView } from '../SceneView.tsx';
import { useWidth } from '../use-width.ts';
import styles from './GroupCurves.module.css';
import type { GroupResult } from './group-results.ts';

/** The sparsity curves of the experts' weights at the end: of the first run of each row, as many as can be told apart. */
export function GroupCurves({ result }: { readonly result: GroupResult }) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const series = useMemo(() => seriesOf(result), [result]);
  const { scene } = useMemo(
    () => drawSparsityCurve({ ...defaultView, width, height: 300, series, active: -1 }, liveLook),
    [series, width],
  );
  if (series.length === 0) {
    return <EmptyState title="No curve yet">A run has its curve once it is done.</EmptyState>;
  }
  return (
    <div className={styles.curves}>
      <div ref={ref} className={styles.chart}>
        {width > 0 && <SceneView scene={scene} />}
      </div>
      <ul className={styles.legend} aria-label="Curves">
        {series.map(({ label, color }) => (
          <li key={label}>
            <Swatch colour={color} /> {label}
          </li>
        ))}
      </ul>
    </div>
  );
}

function seriesOf({ labels, rows }: GroupResult): CurveSeries[] {
  const ended = rows.flatMap(({ values, row }) => {
    const test = row.runs.find((run) => run.test !== null)?.test ?? null;
    return test === null ? [] : [{ values, test }];
  });
  return ended.slice(0, liveLook.series.length).map(({ values, test }, i) => ({
    label: values.map((value, at) => `${labels[at]!} ${value}`).join(', ') || 'First seed',
    color: liveLook.series[i]!,
    curve: weightCurve(test.weights),
    isEstimate: false,
  }));
}
