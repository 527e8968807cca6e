import { useMemo } from 'react';
import { drawLoadStrip } from '../../../charts/load-strip.ts';
import { loadTable } from '../../../charts/run-tables.ts';
import { useView } from '../../../state/view.ts';
import { Card } from '../../../ui/Card.tsx';
import { liveLook } from '../../../ui/look/chart-look.ts';
import { useThemeName } from '../../../ui/theme.ts';
import { useWidth } from '../../use-width.ts';
import { ChartExport, tableFiles } from '../../ChartExport.tsx';
import { LoadKey } from '../../LoadKey.tsx';
import type { WatchedProps } from './LearningCards.tsx';
import styles from './LoadCard.module.css';
import { RunMeasureExplain } from './RunMeasureExplain.tsx';
import { StillScene } from '../../StillScene.tsx';
import { useStepPointer } from './use-step-pointer.ts';

/** Who gets how much, from the first step to the last. */
export function LoadCard({ watched }: WatchedProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const theme = useThemeName();
  const chosen = useView((view) => view.runStep);
  const { history, moment, experts, lastStep } = watched;
  const { steps } = history;
  const spec = useMemo(
    () => ({
      width: Math.max(220, width),
      experts,
      points: steps,
      lastStep,
      step: chosen === null ? null : moment.step,
      theme,
    }),
    [width, experts, steps, lastStep, chosen, moment.step, theme],
  );
  const strip = useMemo(() => drawLoadStrip(spec, liveLook), [spec]);
  const { handlers } = useStepPointer(strip, steps.at(-1)?.step ?? 0);
  return (
    <Card
      title="Load"
      subtitle="Shares of choices in training batches"
      explain={<RunMeasureExplain of="load" />}
      actions={
        <ChartExport
          what="load"
          fileName="load"
          picture={(look) => drawLoadStrip({ ...spec, width: 960 }, look).scene}
          {...tableFiles(() => loadTable(steps, experts))}
        />
      }
    >
      <div ref={ref} className={styles.chart} {...handlers}>
        {width > 0 && <StillScene scene={strip.scene} />}
      </div>
      <LoadKey experts={experts} />
    </Card>
  );
}
