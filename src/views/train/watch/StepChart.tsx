import { useMemo } from 'react';
import { drawLineChart, stepMarks, type LineChartSpec } from '../../../charts/line-chart.ts';
import { useView } from '../../../state/view.ts';
import { liveLook } from '../../../ui/look/chart-look.ts';
import { useWidth } from '../../use-width.ts';
import styles from './StepChart.module.css';
import { StillScene } from '../../StillScene.tsx';
import { StepReading } from './StepReading.tsx';
import { useStepPointer } from './use-step-pointer.ts';

export type StepChartSpec = Omit<LineChartSpec, 'width' | 'height'>;

export interface StepChartProps {
  /** The same object from render to render while nothing changes: the lines are then not drawn again. */
  readonly spec: StepChartSpec;
}

const HEIGHT = 284;

/** Lines over steps, read by pointer; pressing moves all charts to the step. */
export function StepChart({ spec }: StepChartProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const chosen = useView((view) => view.runStep);
  const chart = useMemo(
    () => drawLineChart({ ...spec, width: Math.max(200, width), height: HEIGHT }, liveLook),
    [spec, width],
  );
  const lastSeen = Math.max(0, ...spec.series.map(({ points }) => points.at(-1)?.[0] ?? 0));
  const { hovered, handlers } = useStepPointer(chart, lastSeen);
  const shown = hovered ?? chosen;
  const overlay =
    shown === null
      ? null
      : { ...chart.scene, sentence: '', marks: stepMarks(chart, spec.series, shown, liveLook) };
  return (
    <div ref={ref} className={styles.chart} style={{ height: HEIGHT }} {...handlers}>
      {width > 0 && (
        <>
          <StillScene scene={chart.scene} />
          {overlay !== null && (
            <div className={styles.marks} aria-hidden="true">
              <StillScene scene={overlay} />
            </div>
          )}
          {hovered !== null && (
            <StepReading
              at={chart.x(hovered)}
              plot={chart.plot}
              step={hovered}
              series={spec.series}
              unit={spec.unit}
            />
          )}
        </>
      )}
    </div>
  );
}
