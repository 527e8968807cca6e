import { useMemo } from 'react';
import { curvesToCsv, curvesToJson } from '../../../charts/curve-data.ts';
import { drawSparsityCurve, type CurveSeries, type SparsitySpec } from '../../../charts/sparsity-curve.ts';
import { formatCount, formatPercent } from '../../../core/quantity.ts';
import { momentOf, weightCurve, type RunMoment } from '../../../core/run-moment.ts';
import { shareAt } from '../../../core/sketch/curve.ts';
import { Card } from '../../../ui/Card.tsx';
import { liveLook } from '../../../ui/look/chart-look.ts';
import { Swatch } from '../../../ui/Swatch.tsx';
import { useWidth } from '../../use-width.ts';
import { ChartExport } from '../../ChartExport.tsx';
import type { WatchedProps } from './LearningCards.tsx';
import { NothingYet } from './NothingYet.tsx';
import { inPlainColours } from './plain-colours.ts';
import { RunMeasureExplain } from './RunMeasureExplain.tsx';
import { StillScene } from '../../StillScene.tsx';
import type { Watched } from './use-watched.ts';
import styles from './WeightsCard.module.css';

const HEIGHT = 280;

/** The sparsity curve of the experts' weights at the scrubber, with the curve of their initialisation behind it. */
export function WeightsCard({ watched }: WatchedProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const series = useCurves(watched);
  const scene = useMemo(
    () => drawSparsityCurve(specOf(series, { width: Math.max(220, width), height: HEIGHT }), liveLook).scene,
    [series, width],
  );
  const now = series.at(-1);
  return (
    <Card
      title="Sparsity curve of the experts"
      subtitle={now === undefined ? undefined : wordsOf(series)}
      explain={<RunMeasureExplain of="weights" />}
      actions={
        <ChartExport
          what="the sparsity curve"
          fileName="experts-sparsity-curve"
          picture={(look) => {
            const plain = inPlainColours(series, look);
            return drawSparsityCurve(specOf(plain, { width: 960, height: 600 }), look).scene;
          }}
          csv={() => curvesToCsv(series, { population: 'all' })}
          json={() => curvesToJson(series, { population: 'all' })}
        />
      }
    >
      <ul className={styles.legend}>
        {series.map(({ label, color }) => (
          <li key={label}>
            <Swatch colour={color} />
            {label}
          </li>
        ))}
      </ul>
      <div ref={ref} className={styles.chart}>
        {series.length === 0 ? <NothingYet /> : width > 0 && <StillScene scene={scene} />}
      </div>
    </Card>
  );
}

/** Initialisation first, compared runs, and the selected run in front. */
function useCurves({ name, history, moment, compared }: Watched): readonly CurveSeries[] {
  const before = history.evaluations[0] ?? null;
  const initial = useMemo(() => curveAt(before, 'Before training', liveLook.inkFaint), [before]);
  const own = compared.length === 0 ? 'Experts' : name;
  const now = useMemo(
    () => curveAt(moment.evaluation, atStep(own, moment), liveLook.series[0]!),
    [moment, own],
  );
  const others = useMemo(
    () =>
      compared.flatMap((run, i) => {
        const then = momentOf(run.history, moment.step);
        return curveAt(then.evaluation, atStep(run.name, then), liveLook.series[i + 1]!);
      }),
    [compared, moment.step],
  );
  return useMemo(() => [...initial, ...others, ...now], [initial, others, now]);
}

function curveAt(look: RunMoment['evaluation'], label: string, color: string): readonly CurveSeries[] {
  return look === null ? [] : [{ label, color, curve: weightCurve(look.weights), isEstimate: false }];
}

function atStep(name: string, { evaluation }: RunMoment): string {
  return evaluation === null ? name : `${name}, step ${formatCount(evaluation.step)}`;
}

function specOf(series: readonly CurveSeries[], size: { width: number; height: number }): SparsitySpec {
  return {
    ...size,
    series,
    active: series.length - 1,
    scale: 'share',
    quantity: 'mass',
    population: 'all',
    xAxis: 'linear',
    yAxis: 'linear',
    references: [],
    plateauSlope: null,
    cut: null,
  };
}

/** What training has done to the first tenth of the weights. */
function wordsOf(series: readonly CurveSeries[]): string {
  const [before, now] = [series[0]!, series.at(-1)!].map(({ curve }) => shareAt(curve, 0.1 * curve.finite));
  return `Largest 10 % hold ${formatPercent(now!)}, before ${formatPercent(before!)}`;
}
