import { useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react';
import {
  drawSparsityCurve,
  pointSentence,
  type CurveSeries,
  type SparsityChart as Chart,
} from '../charts/sparsity-curve.ts';
import { formatPercent } from '../core/quantity.ts';
import { populationOf } from '../core/sketch/curve.ts';
import { pointAt } from '../core/sketch/measures.ts';
import { changeView, useView } from '../state/view.ts';
import { liveLook } from '../ui/look/chart-look.ts';
import { CurveReading } from './CurveReading.tsx';
import { SceneView } from './SceneView.tsx';
import styles from './SparsityChart.module.css';
import { useWidth } from './use-width.ts';

export interface SparsityChartProps {
  readonly series: readonly CurveSeries[];
  /** Index of the active series, or −1. */
  readonly active: number;
}

/** The curve with a pointer that reads it and a cut that can be dragged along it. */
export function SparsityChart({ series, active }: SparsityChartProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const view = useView();
  const [pointer, setPointer] = useState<number | null>(null);
  const height = Math.round(Math.min(500, Math.max(300, width * 0.58)));
  const { scale, quantity, population, xAxis, yAxis, references, plateauSlope, cut } = view;
  const chart = useMemo(
    () =>
      drawSparsityCurve(
        {
          width,
          height,
          series,
          active,
          scale,
          quantity,
          population,
          xAxis,
          yAxis,
          references,
          plateauSlope,
          cut,
        },
        liveLook,
      ),
    [width, height, series, active, scale, quantity, population, xAxis, yAxis, references, plateauSlope, cut],
  );
  const activeCurve = series[active]?.curve;

  /** Kept fraction of the active curve at a horizontal position. */
  const keptAt = (x: number): number => {
    const value = chart.x.invert(Math.min(chart.plot.right, Math.max(chart.plot.left, x)));
    const unit = scale === 'share' || activeCurve === undefined ? 1 : populationOf(activeCurve, population);
    return Math.min(1, Math.max(0, value / unit));
  };
  const positionOf = (event: PointerEvent) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;
  const onMove = (event: PointerEvent<HTMLDivElement>) => {
    const x = positionOf(event);
    const isInside = x >= chart.plot.left - 4 && x <= chart.plot.right + 4;
    setPointer(isInside ? Math.min(chart.plot.right, Math.max(chart.plot.left, x)) : null);
    if (event.currentTarget.hasPointerCapture(event.pointerId)) changeView({ cut: keptAt(x) });
  };
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || activeCurve === undefined) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    changeView({ cut: keptAt(positionOf(event)) });
  };

  return (
    <div
      ref={ref}
      className={styles.chart}
      style={{ height }}
      onPointerMove={onMove}
      onPointerDown={onDown}
      onPointerLeave={() => setPointer(null)}
    >
      {width > 0 && (
        <>
          <SceneView scene={chart.scene} />
          {cut !== null && activeCurve !== undefined && (
            <CutHandle chart={chart} series={series} active={active} />
          )}
          {pointer !== null && (
            <>
              <span
                className={styles.rule}
                style={{ left: pointer, top: chart.plot.top, height: chart.plot.bottom - chart.plot.top }}
              />
              <CurveReading
                x={pointer}
                value={chart.x.invert(pointer)}
                plot={chart.plot}
                series={series}
                active={active}
              />
            </>
          )}
        </>
      )}
    </div>
  );
}

const keySteps: Readonly<Record<string, number>> = {
  ArrowLeft: -0.001,
  ArrowDown: -0.001,
  ArrowRight: 0.001,
  ArrowUp: 0.001,
  PageDown: -0.05,
  PageUp: 0.05,
};

/** The grip of the cut: dragged with the pointer (by the chart around it), moved with the keyboard. */
function CutHandle({ chart, series, active }: { readonly chart: Chart } & SparsityChartProps) {
  const { cut, scale, population, quantity } = useView();
  const { curve } = series[active]!;
  const kept = cut ?? 0;
  const n = populationOf(curve, population);
  const x = chart.x(Math.max(kept * (scale === 'share' ? 1 : n), chart.x.domain()[0]!));
  const onKeyDown = (event: KeyboardEvent) => {
    const step = keySteps[event.key];
    const target =
      event.key === 'Home' ? 0 : event.key === 'End' ? 1 : kept + (step ?? 0) * (event.shiftKey ? 10 : 1);
    if (event.key === 'Escape' || event.key === 'Delete') changeView({ cut: null });
    else if (step !== undefined || event.key === 'Home' || event.key === 'End') {
      changeView({ cut: Math.min(1, Math.max(0, Number(target.toFixed(6)))) });
    } else return;
    event.preventDefault();
  };
  return (
    <span
      className={styles.handle}
      style={{ left: x, top: chart.plot.top, height: chart.plot.bottom - chart.plot.top }}
      role="slider"
      tabIndex={0}
      aria-label="Cut"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Number((kept * 100).toFixed(2))}
      aria-valuetext={`${formatPercent(kept)} kept: ${pointSentence(pointAt(curve, kept * n, population), { quantity, population })}`}
      onKeyDown={onKeyDown}
    />
  );
}
