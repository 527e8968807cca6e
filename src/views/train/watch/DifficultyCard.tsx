import { useMemo } from 'react';
import { drawDifficultyBars, quarterNames } from '../../../charts/difficulty-bars.ts';
import { matrixTable } from '../../../charts/run-tables.ts';
import { Card } from '../../../ui/Card.tsx';
import { liveLook } from '../../../ui/look/chart-look.ts';
import { useWidth } from '../../use-width.ts';
import { ChartExport, tableFiles } from '../../ChartExport.tsx';
import styles from './ClassCard.module.css';
import type { WatchedProps } from './LearningCards.tsx';
import { NothingYet } from './NothingYet.tsx';
import { RunMeasureExplain } from './RunMeasureExplain.tsx';
import { StillScene } from '../../StillScene.tsx';

const HEIGHT = 260;

/** Who gets the samples that the model is unsure of. */
export function DifficultyCard({ watched }: WatchedProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const counts = watched.moment.evaluation?.byDifficulty;
  const scene = useMemo(
    () =>
      counts === undefined
        ? null
        : drawDifficultyBars({ width: Math.max(220, width), height: HEIGHT, counts }, liveLook),
    [counts, width],
  );
  return (
    <Card
      title="Load by difficulty"
      subtitle="Shares of hard and easy validation samples"
      explain={<RunMeasureExplain of="difficulty" />}
      actions={
        counts !== undefined && (
          <ChartExport
            what="load by difficulty"
            fileName="load-by-difficulty"
            picture={(look) => drawDifficultyBars({ width: 960, height: 480, counts }, look)}
            {...tableFiles(() => matrixTable(counts, quarterNames))}
          />
        )
      }
    >
      <div ref={ref} className={styles.chart}>
        {scene === null ? <NothingYet /> : width > 0 && <StillScene scene={scene} />}
      </div>
    </Card>
  );
}
